"""The form of the card that moves a contact to another stage, and the history beside it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.actions.bulk import advance_bulk
from contacts.models import BulkRun, Contact, Grounds, StageChange
from tests.factories.contacts import make_contact

IN_A_YEAR = timezone.localdate() + timedelta(days=365)
EXIT = {"stage": "dissolution", "exit_reason": "needs", "ended_by": "we", "win_back_on": IN_A_YEAR.isoformat()}


def move(contact):
    return reverse("contacts:stage_change", args=[contact.pk])


def history(contact):
    return reverse("contacts:contact_stages", args=[contact.pk])


def card(contact):
    return reverse("contacts:contact_detail", args=[contact.pk])


def test_the_owner_moves_a_contact_on_and_out(client, sign_in, alice, carol):
    client = sign_in(alice)
    on = client.post(move(carol), {"stage": "expansion", "reason": "First order"})
    out = client.post(move(carol), {**EXIT, "reason": "Moved away"})
    rows = StageChange.objects.order_by("pk").values_list("before", "after", "by", "exit_reason", "reason")
    assert [(page.status_code, page["Location"]) for page in (on, out)] == [(303, card(carol))] * 2
    assert list(rows) == [
        ("awareness", "expansion", alice.pk, "", "First order"),
        ("expansion", "dissolution", alice.pk, "needs", "Moved away"),
    ]
    page = client.get(history(carol)).content.decode()
    assert [words in page for words in ("Expansion → Dissolution", "Their needs changed", "Moved away", "Alice")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"exit_reason": ""}, "exit_reason"),
        ({"exit_reason": "unrecorded"}, "exit_reason"),
        ({"ended_by": ""}, "ended_by"),
        ({"win_back_on": ""}, "win_back_on"),
        ({"win_back_on": timezone.localdate().isoformat()}, "win_back_on"),
        ({"win_back_on": "2999-01-01"}, "win_back_on"),
        ({"win_back_on": "", "is_final": "on"}, "reason"),
        ({"stage": "nowhere"}, "stage"),
    ],
)
def test_an_exit_that_says_too_little_stays_in_the_form(sign_in, alice, carol, wrong, field):
    page = sign_in(alice).post(move(carol), {**EXIT, **wrong})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert StageChange.objects.count() == 0


def test_the_team_reads_the_history_and_only_the_owner_moves(sign_in, alice, bob, charlie, marketer, carol):
    StageChange.objects.create(contact=carol, after="expansion", by=alice)
    read, moved = {}, {}
    for user in (bob, marketer, charlie):
        client = sign_in(user)
        read[user], moved[user] = client.get(history(carol)).status_code, client.post(move(carol), EXIT).status_code
    assert read == {bob: 200, marketer: 200, charlie: 404}
    assert moved == {bob: 403, marketer: 403, charlie: 404}
    pencils = [f"{history(carol)}?part=form" in sign_in(user).get(card(carol)).text for user in (alice, bob)]
    assert pencils == [True, False]
    assert Contact.objects.get(pk=carol.pk).stage == "awareness"


def test_nobody_is_moved_by_a_link_or_under_a_number_that_is_nobodys(sign_in, alice, carol):
    client = sign_in(alice)
    absent = reverse("contacts:stage_change", args=[carol.pk + 1000])
    pages = [client.get(move(carol)), client.post(absent, EXIT), client.post(history(carol))]
    assert [page.status_code for page in pages] == [405, 404, 405]


def test_the_history_asks_as_much_for_one_move_as_for_three(sign_in, alice, carol, django_assert_num_queries):
    client = sign_in(alice)
    StageChange.objects.create(contact=carol, after="expansion", by=alice)
    client.get(history(carol))
    with django_assert_num_queries(100, exact=False) as one:
        client.get(history(carol))
    for after in ("exploration", "expansion"):
        StageChange.objects.create(contact=carol, after=after, by=alice)
    with django_assert_num_queries(len(one)):
        client.get(history(carol))


def test_the_whole_form_asks_for_the_reason_too(sign_in, alice, carol):
    client, page = sign_in(alice), reverse("contacts:contact_edit", args=[carol.pk])
    values = {"full_name": "Carol Novotná", "version": carol.version, "stage": "dissolution"}
    asked = client.post(page, values)
    saved = client.post(page, {**EXIT, **values})
    assert (asked.status_code, sorted(asked.context["form"].errors)) == (
        422,
        ["ended_by", "exit_reason", "win_back_on"],
    )
    assert (saved.status_code, StageChange.objects.get().grounds) == (303, Grounds("needs", "we", IN_A_YEAR))
    again = client.get(page)
    assert "exit_reason" not in again.context["form"].fields


def test_changing_many_asks_once_and_putting_back_says_again_why(sign_in, alice, carol):
    karel = make_contact("Karel", owner=alice)
    client, page = sign_in(alice), f"{reverse('contacts:bulk_start')}?which=all"
    asked = client.post(page, {"change": "stage", "stage": "dissolution"})
    started = client.post(page, {"change": "stage", **EXIT})
    assert (asked.status_code, started.status_code, BulkRun.objects.count()) == (422, 303, 1)
    advance_bulk(run=BulkRun.objects.get())
    left = StageChange.objects.filter(after="dissolution").order_by("contact_id")
    assert [(row.contact, row.grounds.exit_reason) for row in left] == [(carol, "needs"), (karel, "needs")]
    client.post(page, {"change": "stage", "stage": "expansion"})
    back = BulkRun.objects.latest("pk")
    advance_bulk(run=back)
    client.post(reverse("contacts:bulk_undo", args=[back.pk]))
    advance_bulk(run=back)
    newest = carol.stage_changes.first()
    assert (newest.before, newest.after, newest.grounds) == (
        "expansion", "dissolution", Grounds("needs", "we", IN_A_YEAR)
    )  # fmt: skip


def test_the_administration_asks_too(sign_in, admin, carol):
    client = sign_in(admin)
    page = reverse("admin:contacts_contact_change", args=[carol.pk])
    values = {name: value for name, value in client.get(page).context["adminform"].form.initial.items() if value}
    formsets = {f"{prefix}-{name}": 0 for prefix in ("points", "dates") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    sent = {**values, "languages": '["cs"]', "roles": "[]", **formsets, "stage": "dissolution"}
    refused = client.post(page, sent)
    assert (refused.status_code, Contact.objects.get(pk=carol.pk).stage) == (200, "awareness")
    assert sorted(refused.context["adminform"].form.errors) == ["ended_by", "exit_reason", "win_back_on"]


def test_the_card_fetches_the_form_alone_and_only_for_who_may_move(sign_in, alice, bob, carol):
    StageChange.objects.create(contact=carol, after="expansion", by=alice)
    parts = [sign_in(user).get(f"{history(carol)}?part=form", headers={"HX-Request": "true"}) for user in (alice, bob)]
    assert ['name="stage"' in part.text for part in parts] == [True, False]
    assert ["<html" in part.text for part in parts] == [False, False]
