"""Who belongs with whom: said from either side, seen by who sees both, and carried along."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.actions.relations import end_relation, install_relation_kinds, relate
from contacts.models import Contact, Relation, RelationKind
from contacts.ready_made import RELATIONS
from contacts.ties import ties_of
from staff.models import AuditEntry, Role
from staff.policy import Action, can
from tests.factories.contacts import make_company, make_contact, make_relation, make_relation_kind
from tests.factories.staff import make_user

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def leads(db):
    return make_relation_kind()


@pytest.fixture
def advises(db):
    return make_relation_kind("advises", "is advised by", between="company")


@pytest.fixture
def dora(alice):
    return make_contact("Dora Dvořáková", owner=alice)


@pytest.fixture
def company(alice):
    return make_company("Mill", owner=alice)


def told(user, record):
    return [(tie.words, str(tie.end)) for tie in ties_of(user, record)]


def test_a_relation_is_read_from_both_ends(alice, carol, dora, company, leads, advises):
    relate(by=alice, kind=leads, contact=carol, end=dora, now=NOW)
    relate(by=alice, kind=advises, contact=carol, end=company, now=NOW)
    assert told(alice, carol) == [("reports to", "Dora Dvořáková"), ("advises", "Mill")]
    assert told(alice, dora) == [("leads", "Carol Novotná")]
    assert told(alice, company) == [("is advised by", "Carol Novotná")]


def test_it_is_said_from_either_side(alice, carol, dora, leads):
    relation = relate(by=alice, kind=leads, contact=carol, end=dora, is_forward=False, now=NOW)
    assert (relation.contact, relation.other) == (dora, carol)
    assert told(alice, carol) == [("leads", "Dora Dvořáková")]
    entries = AuditEntry.objects.filter(action="contacts.relation.create").order_by("pk")
    assert [entry.customer_id for entry in entries] == [dora.pk, carol.pk]


@pytest.mark.parametrize("is_forward", [True, False])
def test_the_same_words_are_said_once_of_two(alice, carol, dora, is_forward):
    married = make_relation_kind("is married to", "")
    relate(by=alice, kind=married, contact=carol, end=dora, now=NOW)
    with pytest.raises(ValidationError, match="said of the two already"):
        relate(by=alice, kind=married, contact=carol, end=dora, is_forward=is_forward, now=NOW)


def test_what_does_not_fit_is_refused(alice, carol, dora, company, leads, advises):
    for kind, end in ((leads, company), (advises, dora), (leads, carol)):
        with pytest.raises(ValidationError):
            relate(by=alice, kind=kind, contact=carol, end=end, now=NOW)
    assert Relation.objects.count() == 0


def test_the_database_refuses_one_end_three_ends_and_oneself(carol, dora, company, leads):
    for ends in ({}, {"other": dora, "company": company}, {"other": carol}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relation.objects.create(kind=leads, contact=carol, **ends)


def test_who_does_not_see_both_sees_nothing(alice, bob, charlie, marketer, carol, company, advises, leads):
    theirs = make_contact("Their One", owner=charlie)
    for end, kind in ((theirs, leads), (company, advises)):
        make_relation(carol, end, kind)
    seen = {user: sorted(words for words, _end in told(user, carol)) for user in (alice, bob, charlie, marketer)}
    both = ["advises", "reports to"]
    assert seen == {alice: ["advises"], bob: ["advises"], charlie: [], marketer: both}
    by_row = {
        user: sorted(r.kind.forward for r in Relation.objects.all() if can(user, Action.VIEW_CONTACTS, r))
        for user in seen
    }
    assert by_row == seen


def ends():
    return sorted(
        Relation.objects.values_list("contact__full_name", "other__full_name", "company__name", "kind"), key=str
    )


def test_relations_go_along_with_a_merge_and_come_back(alice, carol, dora, company, leads, advises):
    eva = make_contact("Eva", owner=alice)
    make_relation(dora, eva, leads)
    make_relation(eva, dora, make_relation_kind("knows", ""))
    make_relation(dora, carol, leads)
    for person in (carol, dora):
        make_relation(person, company, advises)
    before = ends()
    merge = merge_contacts(by=alice, survivor=carol, merged=dora, now=NOW)
    assert sorted(told(alice, Contact.objects.get(pk=carol.pk))) == [
        ("advises", "Mill"),
        ("knows", "Eva"),
        ("reports to", "Eva"),
    ]
    undo_merge(by=alice, merge=merge, now=NOW)
    assert ends() == before


def test_relations_go_with_either_of_the_erased(dpo, alice, carol, dora, company, leads, advises):
    make_relation(dora, carol, leads)
    stays = make_relation(dora, company, advises)
    erase_contact(by=dpo, contact=carol, now=NOW)
    assert list(Relation.objects.all()) == [stays]


def test_ending_leaves_an_entry_for_both(alice, carol, dora, leads):
    end_relation(by=alice, relation=make_relation(carol, dora, leads), now=NOW)
    entries = AuditEntry.objects.filter(action="contacts.relation.end")
    assert (sorted(entries.values_list("customer_id", flat=True)), Relation.objects.count()) == (
        sorted([carol.pk, dora.pk]),
        0,
    )


def test_a_new_house_starts_with_kinds_and_keeps_its_own(organisation):
    for _ in range(2):
        install_relation_kinds(now=NOW)
    assert RelationKind.objects.count() == len(RELATIONS)
    married = RelationKind.objects.get(forward_en="is married to")
    assert (married.words(is_forward=False), married.forward_cs) == ("is married to", "je v manželství s")


class TestPages:
    @pytest.fixture
    def page(self, carol):
        return reverse("contacts:relation_create", args=[carol.pk])

    def test_the_other_end_is_looked_for_among_those_one_sees(self, sign_in, alice, charlie, dora, company, page):
        make_contact("Dora Stranger", owner=charlie)
        found = sign_in(alice).get(f"{page}?q=dora", headers=HTMX).content.decode()
        assert [found.count(name) for name in ("Dora Dvořáková</bdi>", "Stranger")] == [1, 0]
        assert "Mill</bdi>" in sign_in(alice).get(f"{page}?q=mill").content.decode()

    def test_a_relation_is_made(self, sign_in, alice, carol, dora, leads, page):
        client = sign_in(alice)
        form = client.get(f"{page}?end=person-{dora.pk}").context["form"]
        assert form.fields["words"].choices == [(f"{leads.pk}f", "reports to"), (f"{leads.pk}b", "leads")]
        done = client.post(f"{page}?end=person-{dora.pk}", {"words": f"{leads.pk}b", "note": "since May"})
        assert done.url == reverse("contacts:contact_detail", args=[carol.pk])
        assert list(Relation.objects.values_list("contact", "other", "note")) == [(dora.pk, carol.pk, "since May")]
        twice = client.post(f"{page}?end=person-{dora.pk}", {"words": f"{leads.pk}b"})
        assert (twice.status_code, Relation.objects.count()) == (422, 1)

    def test_to_a_company_the_words_go_one_way(self, sign_in, alice, company, advises, page):
        make_relation_kind("not offered", between="company", is_offered=False)
        form = sign_in(alice).get(f"{page}?end=company-{company.pk}").context["form"]
        assert form.fields["words"].choices == [(f"{advises.pk}f", "advises")]

    def test_an_end_that_one_does_not_see_does_not_exist(self, sign_in, alice, charlie, page):
        theirs, at = make_contact("Their One", owner=charlie), make_company("Theirs", owner=charlie)
        client = sign_in(alice)
        asked = (f"person-{theirs.pk}", f"company-{at.pk}", "person-999999", f"person-{'9' * 18}")
        assert [client.get(f"{page}?end={end}").status_code for end in asked] == [404] * 4
        assert client.get(f"{page}?end=x").status_code == 200

    def test_who_may_not_change_is_refused(self, sign_in, alice, bob, charlie, marketer, carol, dora, leads, page):
        end = reverse("contacts:relation_end", args=[make_relation(carol, dora, leads).pk])
        answers = {
            user: (sign_in(user).get(page).status_code, sign_in(user).post(end).status_code)
            for user in (bob, charlie, marketer)
        }
        assert answers == {bob: (403, 403), charlie: (404, 404), marketer: (403, 403)}
        assert Relation.objects.count() == 1
        assert sign_in(alice).post(end).status_code == 303
        assert Relation.objects.count() == 0

    def test_bad_ids_and_wrong_methods(self, sign_in, alice, carol):
        client = sign_in(alice)
        missing = [reverse(f"contacts:{name}", args=[999_999]) for name in ("contact_ties", "relation_create")]
        assert [client.get(address).status_code for address in missing] == [404, 404]
        assert client.post(reverse("contacts:relation_end", args=[999_999])).status_code == 404
        assert client.get(reverse("contacts:relation_end", args=[1])).status_code == 405
        assert client.post(reverse("contacts:contact_ties", args=[carol.pk])).status_code == 405

    def test_the_panel_asks_as_much_for_three_as_for_one(
        self, sign_in, alice, carol, dora, company, leads, advises, django_assert_num_queries
    ):
        place = reverse("contacts:contact_ties", args=[carol.pk])
        make_relation(carol, dora, leads)
        client = sign_in(alice)
        client.get(place, headers=HTMX)
        with django_assert_num_queries(7) as captured:
            client.get(place, headers=HTMX)
        make_relation(carol, company, advises)
        make_relation(make_contact("Eva", owner=alice), carol, leads)
        with django_assert_num_queries(len(captured)):
            client.get(place, headers=HTMX)


class TestKinds:
    TYPED = {
        "between": "people", "position": "2", "is_offered": "on",
        "forward_en": "mentors", "backward_en": "is mentored by", "forward_cs": "radí",
    }  # fmt: skip

    @pytest.fixture
    def root(self, organisation):
        return make_user("Root", Role.ADMINISTRATOR)

    def test_a_kind_is_made_and_changed_but_for_what_it_is_between(self, sign_in, root):
        client = sign_in(root)
        assert client.post(reverse("contacts:relation_kind_create"), self.TYPED).status_code == 303
        kind = RelationKind.objects.get()
        place = reverse("contacts:relation_kind_edit", args=[kind.pk])
        client.post(place, {**self.TYPED, "between": "company", "is_offered": "", "forward_en": "coaches"})
        kind.refresh_from_db()
        assert (kind.between, kind.forward_en, kind.backward_en, kind.is_offered) == (
            "people", "coaches", "is mentored by", False,
        )  # fmt: skip
        assert "coaches" in client.get(reverse("contacts:relation_kind_list")).content.decode()

    def test_words_of_the_other_side_stand_in_the_first_language_too(self, sign_in, root):
        typed = {**self.TYPED, "backward_en": "", "backward_cs": "má rádce"}
        page = sign_in(root).post(reverse("contacts:relation_kind_create"), typed)
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["backward_en"])

    def test_nobody_else_words_them(self, sign_in, alice, marketer, leads):
        places = [reverse("contacts:relation_kind_list"), reverse("contacts:relation_kind_edit", args=[leads.pk])]
        assert [sign_in(user).get(place).status_code for user in (alice, marketer) for place in places] == [403] * 4

    def test_bad_id_and_wrong_method(self, sign_in, root):
        client = sign_in(root)
        assert client.get(reverse("contacts:relation_kind_edit", args=[999_999])).status_code == 404
        assert client.post(reverse("contacts:relation_kind_list")).status_code == 405
