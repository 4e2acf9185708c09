"""What is typed is kept for who typed it, stands in the form again, and is gone once it is saved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.access import editable_contact_for
from contacts.actions.contacts import update_contact
from contacts.models import Company, Contact
from interactions.models import FollowUp, Interaction
from staff.actions.drafts import MOST_DRAFTS, fields_of, forget_drafts, keep_draft
from staff.actions.leaving import deactivate
from staff.drafts import Place, address_of, is_reached
from staff.models import Draft, Role, Submit, User
from tests.factories.contacts import make_company, make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_draft, make_user

SignIn = Callable[[User], Client]
KEEP = reverse("staff:draft_keep")
LOG, PLAN, EDIT = "interactions:log", "interactions:plan", "contacts:contact_edit"


def form_at(client: Client, address: str):
    return client.get(address).context["form"]


@pytest.mark.parametrize("name", [LOG, PLAN, EDIT])
def test_what_was_typed_stands_in_the_form_again(sign_in: SignIn, alice: User, carol: Contact, name: str) -> None:
    client, address = sign_in(alice), reverse(name, args=[carol.pk])
    typed = {LOG: "summary", PLAN: "body", EDIT: "city"}[name]
    sent = {"draft_of": address, typed: "Half a sen", "once": "a-key", "key": "another", "csrfmiddlewaretoken": "x"}
    assert client.post(KEEP, sent).status_code == 204
    draft = Draft.objects.get()
    assert (draft.user, draft.subject_type, draft.subject_id) == (alice, "contacts.Contact", carol.pk)
    assert (draft.customer_id, draft.fields) == (carol.pk, {typed: ["Half a sen"]})
    form = form_at(client, address)
    assert (form[typed].value(), form.draft) == ("Half a sen", draft)


def test_nobody_else_sees_it(sign_in: SignIn, alice: User, lead: User, carol: Contact) -> None:
    make_draft(alice, LOG, carol, summary="Half a sen")
    form = form_at(sign_in(lead), reverse(LOG, args=[carol.pk]))
    assert (form["summary"].value(), form.draft) == (None, None)


def test_typing_on_replaces_what_was_kept(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client, address = sign_in(alice), reverse(LOG, args=[carol.pk])
    for words in ("Half", "Half a sen"):
        client.post(KEEP, {"draft_of": address, "summary": words})
    assert Draft.objects.get().fields == {"summary": ["Half a sen"]}


def test_boxes_and_choices_stand_as_they_were_left(sign_in: SignIn, alice: User, carol: Contact) -> None:
    Contact.objects.update(do_not_contact=True, languages=["cs", "de"], titles=["dr"])
    client, address = sign_in(alice), reverse(EDIT, args=[carol.pk])
    client.post(KEEP, {"draft_of": address, "other_languages": ["da", "lt"], "birth_month": "3", "version": "1"})
    form = form_at(client, address)
    shown = {name: form[name].value() for name in ("other_languages", "do_not_contact", "titles", "birth_month")}
    assert shown == {"other_languages": ["da", "lt"], "do_not_contact": False, "titles": [], "birth_month": "3"}


def test_saving_ends_the_draft(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client, address = sign_in(alice), reverse(PLAN, args=[carol.pk])
    make_draft(alice, PLAN, carol, title="Call ba")
    other = make_draft(alice, PLAN, make_contact("Dora", owner=alice))
    data = {"kind": "task", "title": "Call back", "local_date": "2030-05-06", "local_time": "10:00", "clock": "mine"}
    assert client.post(address, {**data, "title": ""}).status_code == 422
    assert Draft.objects.count() == 2
    assert client.post(address, data).status_code == 303
    assert list(Draft.objects.all()) == [other]


def test_a_task_and_a_mail_are_two_drafts(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client, address = sign_in(alice), reverse(PLAN, args=[carol.pk])
    client.post(KEEP, {"draft_of": f"{address}?kind=mail", "title": "Thank you", "kind": "mail"})
    assert form_at(client, f"{address}?kind=task")["title"].value() is None
    assert form_at(client, f"{address}?kind=mail")["title"].value() == "Thank you"
    assert address_of(Draft.objects.get()) == f"{address}?kind=mail"


def test_discarding_opens_the_form_anew(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client, draft = sign_in(alice), make_draft(alice, LOG, carol, summary="Half a sen")
    page = client.post(reverse("staff:draft_discard", args=[draft.pk]))
    assert (page.status_code, page.url) == (303, reverse(LOG, args=[carol.pk]))
    assert not Draft.objects.exists()


def test_a_strangers_draft_is_as_absent_as_none(sign_in: SignIn, admin: User, alice: User, carol: Contact) -> None:
    draft, client = make_draft(alice, LOG, carol), sign_in(admin)
    codes = [client.post(reverse("staff:draft_discard", args=[pk])).status_code for pk in (draft.pk, 999_999)]
    assert (codes, Draft.objects.count()) == ([404, 404], 1)


def test_nothing_is_kept_about_whom_one_does_not_reach(sign_in: SignIn, charlie: User, carol: Contact) -> None:
    client = sign_in(charlie)
    for address in (reverse(LOG, args=[carol.pk]), reverse(EDIT, args=[carol.pk]), reverse(LOG, args=[999_999])):
        assert client.post(KEEP, {"draft_of": address, "summary": "x"}).status_code == 404
    assert not Draft.objects.exists()


def test_who_may_only_read_keeps_nothing(sign_in: SignIn, marketer: User, carol: Contact) -> None:
    client = sign_in(marketer)
    assert client.post(KEEP, {"draft_of": reverse(EDIT, args=[carol.pk])}).status_code == 403
    assert client.post(KEEP, {"draft_of": reverse(LOG, args=[carol.pk])}).status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize("address", ["", "/", "/nowhere/", "//[", "/accounts/login/", "/contacts/", "\x00"])
def test_other_pages_keep_nothing(sign_in: SignIn, alice: User, address: str) -> None:
    assert sign_in(alice).post(KEEP, {"draft_of": address, "password": "x"}).status_code == 404


def test_looking_at_the_address_is_refused(sign_in: SignIn, alice: User) -> None:
    assert sign_in(alice).get(KEEP).status_code == 405


def test_what_was_saved_is_no_draft_any_more(alice: User, carol: Contact) -> None:
    Submit.objects.create(user=alice, key="used")
    place = Place(EDIT, carol)
    assert keep_draft(by=alice, place=place, typed=QueryDict("city=Brno&once=used")) is None
    assert keep_draft(by=alice, place=place, typed=QueryDict("city=Brno&once=new")) is not None


def test_keys_and_secrets_are_never_kept() -> None:
    typed = QueryDict(
        "name=A&name=B&password1=x&api_token=x&once=k&key=k&csrfmiddlewaretoken=k&draft_of=/&city=Brno%00"
    )
    assert fields_of(typed) == {"name": ["A", "B"], "city": ["Brno\ufffd"]}


def test_the_newest_drafts_of_a_colleague_are_kept(alice: User, bob: User) -> None:
    make_draft(bob, LOG)
    people = [make_contact(f"Contact {number}", owner=alice) for number in range(MOST_DRAFTS + 1)]
    for person in people:
        keep_draft(by=alice, place=Place(LOG, person), typed=QueryDict())
    kept = alice.drafts.values_list("subject_id", flat=True)
    assert sorted(kept) == sorted(person.pk for person in people[1:])
    assert bob.drafts.count() == 1


def test_after_thirty_days_a_draft_is_gone(alice: User, carol: Contact) -> None:
    now = timezone.now()
    draft = make_draft(alice, LOG, carol)
    assert forget_drafts(now=draft.saved_at + timedelta(days=30)) == {"old": 0, "unreached": 0}
    assert forget_drafts(now=now + timedelta(days=31)) == {"old": 1, "unreached": 0}


def test_a_draft_goes_once_its_writer_reaches_the_record_no_more(alice: User, charlie: User, carol: Contact) -> None:
    kept = make_draft(alice, "contacts:contact_create")
    about = [make_draft(alice, LOG, carol), make_draft(alice, "interactions:gone", carol)]
    assert [is_reached(draft) for draft in about] == [True, False]
    Contact.objects.update(owner=charlie, team=charlie.team)
    assert forget_drafts(now=timezone.now()) == {"old": 0, "unreached": 2}
    assert list(Draft.objects.all()) == [kept]


def test_a_draft_of_yesterday_meets_todays_change(sign_in: SignIn, alice: User, lead: User, carol: Contact) -> None:
    client, address = sign_in(alice), reverse(EDIT, args=[carol.pk])
    opened = form_at(client, address)
    begun = {name: opened[name].value() for name in ("full_name", "stage", "version", "seen")}
    client.post(KEEP, {**begun, "draft_of": address, "city": "Brno"})
    update_contact(by=lead, contact=Contact.objects.get(), fields={"city": "Praha"})
    form = form_at(client, address)
    data = {name: form[name].value() for name in ("full_name", "stage", "version", "seen", "city")}
    page = client.post(address, data)
    assert [one.difference.name for one in page.context["disputes"]][-1:] == ["city"]


def test_companies_and_closed_follow_ups_keep_drafts_too(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client, company = sign_in(alice), make_company("Pivovar", owner=alice)
    follow_up = make_follow_up(alice, carol, now=timezone.now(), owner=alice)
    forms = {
        reverse("contacts:company_create"): "name",
        reverse("contacts:company_edit", args=[company.pk]): "name",
        reverse("contacts:contact_create"): "full_name",
        reverse("interactions:follow_up_close", args=[follow_up.pk]): "outcome",
    }
    for address, name in forms.items():
        assert client.post(KEEP, {"draft_of": address, name: "Half"}).status_code == 204
        assert form_at(client, address)[name].value() == "Half"
    about = (
        Draft.objects.exclude(subject_id=0).order_by("page").values_list("subject_type", "subject_id", "customer_id")
    )
    assert list(about) == [
        (Company._meta.label, company.pk, None),
        (FollowUp._meta.label, follow_up.pk, carol.pk),
    ]
    assert not Interaction.objects.exists()


def test_the_contact_itself_is_untouched(alice: User, carol: Contact) -> None:
    keep_draft(by=alice, place=Place(EDIT, editable_contact_for(alice, carol.pk)), typed=QueryDict("city=Brno"))
    carol.refresh_from_db()
    assert (carol.city, carol.version) == ("", 1)


def test_drafts_go_with_who_leaves(alice: User, bob: User, admin: User) -> None:
    make_draft(alice, "contacts:contact_create")
    make_user("Another", Role.ADMINISTRATOR)
    deactivate(by=admin, person=alice, successor=bob)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", [LOG, PLAN, EDIT])
def test_what_arrives_after_the_form_was_saved_is_not_kept(
    sign_in: SignIn, alice: User, carol: Contact, name: str
) -> None:
    client, address = sign_in(alice), reverse(name, args=[carol.pk])
    form = form_at(client, address)
    assert form.fields["once"].widget.is_hidden
    Submit.objects.create(user=alice, key="used")
    assert client.post(KEEP, {"draft_of": address, "once": "used", "summary": "Late"}).status_code == 204
    assert not Draft.objects.exists()
