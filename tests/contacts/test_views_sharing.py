"""The pages that lend people and companies."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.clock import zone
from staff.models import Role, Share, ShareLevel
from tests.factories.contacts import make_company
from tests.factories.staff import lend, make_user


def values(borrower, **changes):
    until = (timezone.localdate() + timedelta(days=5)).isoformat()
    return {"user": borrower.pk, "level": ShareLevel.TEAM, "until": until, "reason": "on leave", **changes}


def test_the_owner_lends_a_contact_and_the_colleague_opens_it(client, sign_in, alice, charlie, carol):
    page = reverse("contacts:contact_share", args=[carol.pk])
    card, panels = (reverse(f"contacts:{name}", args=[carol.pk]) for name in ("contact_detail", "contact_panels"))
    before = sign_in(charlie).get(card)
    shown = sign_in(alice).get(page)
    saved = client.post(page, values(charlie))
    listed = client.get(panels, headers={"HX-Request": "true"})
    opened = sign_in(charlie).get(card)
    panel = client.get(reverse("contacts:contact_shares", args=[carol.pk]))

    assert (before.status_code, shown.status_code) == (404, 200)
    assert (saved.status_code, saved["Location"]) == (303, card)
    until = Share.objects.get().until.astimezone(zone(alice.time_zone))
    assert (until.date(), until.strftime("%H:%M:%S")) == (timezone.localdate() + timedelta(days=5), "23:59:59")
    assert "Charlie" in listed.content.decode()
    assert (opened.status_code, panel.status_code) == (200, 200)
    assert "Give back" in panel.content.decode()


def test_the_lead_lends_too(sign_in, lead, charlie, carol):
    response = sign_in(lead).post(reverse("contacts:contact_share", args=[carol.pk]), values(charlie))

    assert (response.status_code, Share.objects.get().by) == (303, lead)


def test_a_stranger_finds_nothing_and_a_mate_may_not(client, sign_in, bob, charlie, carol):
    page = reverse("contacts:contact_share", args=[carol.pk])
    foreign = sign_in(charlie).post(page, values(bob))
    absent = client.post(reverse("contacts:contact_share", args=[carol.pk + 1000]), values(bob))
    mate = sign_in(bob).post(page, values(charlie))

    assert (foreign.status_code, absent.status_code, mate.status_code) == (404, 404, 403)
    assert Share.objects.count() == 0


def test_a_borrower_does_not_lend_on(sign_in, charlie, bob, carol):
    lend(carol, charlie, level=ShareLevel.OWN)

    response = sign_in(charlie).post(reverse("contacts:contact_share", args=[carol.pk]), values(bob))

    assert (response.status_code, Share.objects.count()) == (403, 1)


def test_a_company_is_lent_and_shown(sign_in, alice, charlie):
    company = make_company("Brewery", owner=alice)
    saved = sign_in(alice).post(reverse("contacts:company_share", args=[company.pk]), values(charlie))
    opened = sign_in(charlie).get(reverse("contacts:company_detail", args=[company.pk]))

    assert (saved.status_code, opened.status_code) == (303, 200)


@pytest.mark.parametrize(
    "changes", [{"until": "2020-01-01"}, {"until": "2999-01-01"}, {"reason": ""}, {"user": ""}, {"level": "all"}]
)
def test_what_cannot_be_is_refused_with_a_sentence(sign_in, alice, charlie, carol, changes):
    page = reverse("contacts:contact_share", args=[carol.pk])
    response = sign_in(alice).post(page, values(charlie, **changes))

    assert (response.status_code, Share.objects.count()) == (422, 0)
    assert list(response.context["form"].errors) == list(changes)


def test_only_who_gains_by_it_is_offered(sign_in, alice, bob, charlie, lead, marketer, dpo, admin, carol):
    make_user("Cashier", Role.CASHIER)
    make_user("Gone", Role.MANAGER, is_active=False)
    form = sign_in(alice).get(reverse("contacts:contact_share", args=[carol.pk])).context["form"]

    assert {user.full_name for user in form.fields["user"].queryset} == {"Bob", "Charlie", "Lead"}


@pytest.mark.parametrize(("who", "status"), [("alice", 303), ("lead", 303), ("charlie", 303), ("bob", 404)])
def test_it_is_ended_by_who_may_lend_it_and_by_the_borrower(request, sign_in, alice, charlie, carol, who, status):
    row = lend(carol, charlie)
    response = sign_in(request.getfixturevalue(who)).post(reverse("contacts:share_end", args=[row.pk]))

    assert response.status_code == status
    assert (Share.objects.get().ended_at is not None) == (status == 303)


def test_a_stranger_ends_nothing_and_nothing_is_ended_twice_or_by_looking(client, sign_in, alice, charlie, carol):
    row = lend(carol, charlie)
    stranger = make_user("Stranger", Role.MANAGER)
    page = reverse("contacts:share_end", args=[row.pk])
    foreign = sign_in(stranger).post(page)
    looked = sign_in(alice).get(page)
    ended, again = client.post(page), client.post(page)

    assert [response.status_code for response in (foreign, looked, ended, again)] == [404, 405, 303, 404]


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("bob", 200), ("marketer", 403), ("charlie", 404)])
def test_the_panel_is_seen_by_who_works_with_the_contact(request, sign_in, carol, who, status):
    panel = sign_in(request.getfixturevalue(who)).get(reverse("contacts:contact_shares", args=[carol.pk]))

    assert panel.status_code == status
    assert ("Take back" in panel.content.decode(), b"contact_share" in panel.content) == (False, False)


def test_the_panel_asks_as_often_for_one_share_as_for_three(sign_in, alice, bob, charlie, lead, carol):
    card, client = reverse("contacts:contact_shares", args=[carol.pk]), sign_in(alice)
    client.get(card)
    counts = []
    for borrowers in ([charlie], [bob, lead]):
        for borrower in borrowers:
            lend(carol, borrower)
        with CaptureQueriesContext(connection) as captured:
            client.get(card)
        counts.append(len(captured))

    assert counts[0] == counts[1]
