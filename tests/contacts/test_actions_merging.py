"""Two become one, and two again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from contacts.access import out_of_sight
from contacts.actions.contacts import create_contact, update_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.consent import may_contact
from contacts.merge_choices import Side
from contacts.models import Contact, ContactPoint, Merge, StageChange
from contacts.tasks import settle_merges
from interactions.models import FollowUp, Interaction
from loyalty import books
from loyalty.models import Account
from loyalty.verifying import flaws
from outreach.models import Message, State
from sales.models import Purchase
from staff.models import AuditEntry, Share
from tests.factories.contacts import add_birthday, add_consent, add_point, make_company, make_contact
from tests.factories.feedback import make_invitation, make_response
from tests.factories.interactions import make_entry, make_follow_up
from tests.factories.loyalty import give, make_member, spend
from tests.factories.outreach import make_journey, make_message
from tests.factories.sales import make_contract, make_purchase
from tests.factories.staff import make_draft

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def karel(alice):
    """The same Carol, typed in a second time."""
    return make_contact(
        "Карола Новотна", owner=alice, email="carol@customer.example", phone="+420 601 000 002", city="Brno"
    )


def merged(by, survivor, other, **fields):
    return merge_contacts(by=by, survivor=survivor, merged=other, now=NOW, **fields)


def points_of(contact):
    return sorted(ContactPoint.objects.filter(contact=contact).values_list("normalised", flat=True))


def test_the_survivor_takes_along_what_is_theirs(alice, carol, karel):
    rows = [
        make_entry(karel, NOW - timedelta(days=3)),
        make_follow_up(alice, karel, now=NOW),
        make_purchase(karel, NOW),
        make_contract(karel, date(2026, 1, 1)),
        make_invitation(karel),
        make_message(karel),
    ]
    merged(alice, carol, karel)
    for row in rows:
        row.refresh_from_db()
    assert [row.contact_id for row in rows] == [carol.pk] * 6
    assert points_of(carol) == ["+420601000001", "+420601000002", "carol@customer.example"]
    carol.refresh_from_db()
    assert (carol.full_name, carol.city, carol.version) == ("Carol Novotná", "Brno", 2)


def test_the_merged_one_is_seen_nowhere(alice, carol, karel):
    merged(alice, carol, karel)
    assert list(Contact.objects.visible_to(alice).search("Новотна", by=alice)) == [carol]
    assert list(Contact.objects.alive()) == [carol]
    assert list(Contact.objects.in_bin()) == []
    karel.refresh_from_db()
    assert may_contact(karel, "service", "email", NOW).code == "gone"


def test_undoing_gives_back_exactly(alice, carol, karel, snapshot_of):
    for contact, day in ((carol, 3), (karel, 5)):
        make_entry(contact, NOW - timedelta(days=day))
        make_purchase(contact, NOW)
        add_birthday(contact, 3, day)
        add_consent(contact, "marketing")
        give(make_member(contact), 10 * day, now=NOW)
        StageChange.objects.create(contact=contact, at=NOW - timedelta(days=day), after="awareness")
    before = snapshot_of(carol, karel)
    merge = merged(alice, carol, karel, chosen={"birthday": Side.MERGED, "name": Side.MERGED})
    assert snapshot_of(carol, karel) != before
    undo_merge(by=alice, merge=merge, now=LATER)
    assert snapshot_of(carol, karel) == before
    assert list(flaws()) == []


@pytest.fixture
def snapshot_of():
    """All that the two have, but for what a version counts."""

    def snapshot(*contacts):
        tables = (ContactPoint, StageChange, Interaction, FollowUp, Purchase, Message)
        rows = [list(table.objects.order_by("pk").values()) for table in tables]
        people = Contact.objects.filter(pk__in=[one.pk for one in contacts]).order_by("pk")
        kept = [
            {name: value for name, value in row.items() if name not in ("version", "updated_at")}
            for row in people.values()
        ]
        dates = [sorted(one.dates.values_list("kind", "month", "day")) for one in contacts]
        points = [
            {account.kind: books.balance(account, LATER) for account in one.loyalty_accounts.order_by("pk")}
            for one in contacts
        ]
        said = [str(may_contact(one, "marketing", "email", LATER).code) for one in people]
        return rows, kept, dates, points, said

    return snapshot


def test_what_came_in_since_stays(alice, carol, karel):
    merge = merged(alice, carol, karel)
    since = make_entry(carol, NOW)
    add_point(carol, "email", "new@customer.example")
    carol.refresh_from_db()
    update_contact(by=alice, contact=carol, fields={"city": "Plzeň"}, now=NOW)
    undo_merge(by=alice, merge=merge, now=LATER)
    since.refresh_from_db()
    carol.refresh_from_db()
    assert (since.contact_id, carol.city) == (carol.pk, "Plzeň")
    assert points_of(carol) == ["+420601000001", "carol@customer.example", "new@customer.example"]
    assert points_of(karel) == ["+420601000002", "carol@customer.example"]


@pytest.mark.parametrize(
    ("theirs", "mine", "holds", "restored"),
    [
        ("given", "withdrawn", "consent_withdrawn", "consent_given"),
        ("withdrawn", "given", "consent_withdrawn", "consent_withdrawn"),
        ("refused", "objected", "consent_objected", "consent_refused"),
        ("", "given", "consent_given", "consent_unknown"),
        ("given", "", "consent_given", "consent_given"),
    ],
)
def test_the_stricter_answer_holds(alice, carol, karel, theirs, mine, holds, restored):
    for contact, state in ((carol, theirs), (karel, mine)):
        if state:
            add_consent(contact, "marketing", state=state)
    merge = merged(alice, carol, karel)
    assert may_contact(carol, "marketing", "email", NOW).code == holds
    undo_merge(by=alice, merge=merge, now=LATER)
    assert may_contact(carol, "marketing", "email", LATER).code == restored


def test_an_answer_since_outlives_the_undoing(alice, carol, karel):
    add_consent(karel, "marketing", state="withdrawn")
    merge = merged(alice, carol, karel)
    add_consent(carol, "marketing", state="given", at=NOW + timedelta(hours=1))
    undo_merge(by=alice, merge=merge, now=LATER)
    assert may_contact(carol, "marketing", "email", LATER).code == "consent_given"


def test_do_not_contact_is_no_matter_of_choice(alice, carol, karel):
    Contact.objects.filter(pk=karel.pk).update(do_not_contact=True)
    merged(alice, carol, karel)
    carol.refresh_from_db()
    assert carol.do_not_contact


def test_hours_come_together(alice, carol, karel):
    Contact.objects.filter(pk=karel.pk).update(hours_from=time(9), hours_until=time(12))
    merge = merged(alice, carol, karel)
    carol.refresh_from_db()
    assert (carol.hours_from, carol.hours_until) == (time(9), time(12))
    undo_merge(by=alice, merge=merge, now=LATER)
    carol.refresh_from_db()
    assert (carol.hours_from, carol.hours_until) == (None, None)


def test_notes_may_be_joined(alice, carol, karel):
    Contact.objects.filter(pk=carol.pk).update(notes="Likes tea.")
    Contact.objects.filter(pk=karel.pk).update(notes="Has a dog.")
    merged(alice, carol, karel)
    carol.refresh_from_db()
    assert carol.notes == "Likes tea.\n\nHas a dog."


def test_nobody_is_their_own_referrer(alice, carol, karel):
    dora = make_contact("Dora", owner=alice, referred_by=karel)
    Contact.objects.filter(pk=carol.pk).update(referred_by=karel)
    merge = merged(alice, carol, karel)
    carol.refresh_from_db()
    dora.refresh_from_db()
    assert (carol.referred_by, dora.referred_by) == (None, carol)
    undo_merge(by=alice, merge=merge, now=LATER)
    carol.refresh_from_db()
    dora.refresh_from_db()
    assert (carol.referred_by, dora.referred_by) == (karel, karel)


@pytest.mark.parametrize("sent", ["theirs", "mine", "none"])
def test_one_occasion_is_one_mail(alice, carol, karel, sent):
    make_journey()
    theirs, mine = (make_message(one, rule="news", occurrence="2026") for one in (carol, karel))
    left = {"theirs": theirs, "mine": mine}.get(sent)
    if left:
        Message.objects.filter(pk=left.pk).update(state=State.SENT, sent_at=NOW)
    merge = merged(alice, carol, karel)
    waits = "theirs" if sent == "none" else ""
    states = {"theirs": "sent" if sent == "theirs" else "pending" if waits else "cancelled"}
    states["mine"] = "sent" if sent == "mine" else "cancelled"
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert {"theirs": theirs.state, "mine": mine.state} == states
    assert theirs.contact_id == mine.contact_id == carol.pk
    undo_merge(by=alice, merge=merge, now=LATER)
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (mine.contact_id, mine.occurrence, theirs.occurrence) == (karel.pk, "2026", "2026")
    assert [theirs.state, mine.state].count("pending") == (1 if left else 2)


def test_who_was_asked_twice_keeps_both_answers(alice, carol, karel):
    answers = [make_response(one, 5) for one in (carol, karel)]
    for answer in answers:
        answer.invitation.wave = "autumn"
        answer.invitation.save()
    merge = merged(alice, carol, karel)
    assert carol.survey_invitations.filter(response__isnull=False).count() == 2
    undo_merge(by=alice, merge=merge, now=LATER)
    assert [one.survey_invitations.get().wave for one in (carol, karel)] == ["autumn", "autumn"]


def test_points_are_transferred(alice, carol, karel):
    account, other = make_member(carol), make_member(karel)
    give(account, 100, now=NOW - timedelta(days=2))
    give(other, 50, now=NOW - timedelta(days=2))
    merge = merged(alice, carol, karel)
    assert [books.balance(one, NOW).active for one in (account, other)] == [150, 0]
    spend(account, 120, now=NOW)
    undo_merge(by=alice, merge=merge, now=LATER)
    assert [books.balance(one, LATER).active for one in (account, other)] == [0, 50]
    assert books.debt_of(account) == 20
    assert list(flaws()) == []


def test_an_account_opened_by_the_merge_goes_with_it(alice, carol, karel):
    make_member(karel)
    merge = merged(alice, carol, karel)
    assert Account.objects.members().filter(contact=carol).count() == 1
    undo_merge(by=alice, merge=merge, now=LATER)
    assert Account.objects.members().filter(contact=carol).count() == 0


def test_a_share_goes_along(alice, bob, charlie, carol, karel):
    share = Share.objects.create(
        user=charlie,
        subject_type="contacts.Contact",
        subject_id=karel.pk,
        until=NOW + timedelta(days=9),
        reason="holiday",
        by=alice,
        created_at=NOW,
    )
    merge = merged(alice, carol, karel)
    share.refresh_from_db()
    assert share.subject_id == carol.pk
    undo_merge(by=alice, merge=merge, now=LATER)
    share.refresh_from_db()
    assert share.subject_id == karel.pk


def test_what_is_being_written_goes_along(alice, bob, carol, karel):
    logged, edited = (make_draft(alice, page, karel) for page in ("interactions:log", "contacts:contact_edit"))
    clashes, kept = make_draft(bob, "interactions:log", karel), make_draft(bob, "interactions:log", carol)
    closing = make_draft(alice, "interactions:follow_up_close", make_follow_up(alice, karel, now=NOW))
    of_follow_up = closing.subject_id
    merge = merged(alice, carol, karel)
    for draft in (logged, edited, clashes, kept, closing):
        draft.refresh_from_db()
    assert [draft.subject_id for draft in (logged, edited, clashes, kept)] == [carol.pk, karel.pk, karel.pk, carol.pk]
    assert (closing.subject_id, closing.customer_id) == (of_follow_up, carol.pk)
    undo_merge(by=alice, merge=merge, now=LATER)
    for draft in (logged, closing):
        draft.refresh_from_db()
    assert (logged.subject_id, logged.customer_id, closing.customer_id) == (karel.pk, karel.pk, karel.pk)


def test_a_merge_of_merged_people_is_undone_from_its_newest(alice, carol, karel):
    dora = make_contact("Dora", owner=alice)
    entry = make_entry(karel, NOW)
    first = merged(alice, carol, karel)
    second = merged(alice, dora, carol)
    entry.refresh_from_db()
    assert entry.contact_id == dora.pk
    with pytest.raises(ValidationError, match="Undo that of Carol Novotná into Dora first"):
        undo_merge(by=alice, merge=first, now=LATER)
    undo_merge(by=alice, merge=second, now=LATER)
    undo_merge(by=alice, merge=first, now=LATER)
    entry.refresh_from_db()
    assert entry.contact_id == karel.pk


def test_doing_it_twice_is_doing_it_once(alice, carol, karel):
    first, second = merged(alice, carol, karel), merged(alice, carol, karel)
    assert first == second
    undo_merge(by=alice, merge=first, now=LATER)
    undo_merge(by=alice, merge=second, now=LATER)
    assert AuditEntry.objects.filter(action="contacts.unmerge").count() == 2


def test_who_is_gone_is_merged_with_nobody(alice, carol, karel):
    dora = make_contact("Dora", owner=alice)
    merged(alice, carol, karel)
    with pytest.raises(ValidationError, match="has become part of Carol Novotná meanwhile"):
        merged(alice, dora, karel)
    with pytest.raises(ValidationError, match="Choose two different people"):
        merged(alice, dora, dora)


def test_both_have_to_be_ones_own(alice, bob, charlie, carol, karel):
    foreign = make_contact("Foreign", owner=charlie)
    for by, pair in ((bob, (carol, karel)), (alice, (carol, foreign)), (alice, (foreign, carol))):
        with pytest.raises(PermissionDenied):
            merged(by, *pair)
    assert Merge.objects.count() == 0


def test_stages_are_one_history(alice, carol, karel):
    StageChange.objects.create(contact=carol, at=NOW - timedelta(days=9), after="awareness")
    StageChange.objects.create(contact=karel, at=NOW - timedelta(days=2), after="commitment")
    merge = merged(alice, carol, karel)
    newest = carol.stage_changes.first()
    assert (newest.before, newest.after) == ("commitment", "awareness")
    undo_merge(by=alice, merge=merge, now=LATER)
    assert [row.after for row in carol.stage_changes.all()] == ["awareness"]


def test_a_company_may_be_chosen(alice, carol, karel):
    brewery, dairy = make_company("Brewery", owner=alice), make_company("Dairy", owner=alice)
    Contact.objects.filter(pk=carol.pk).update(company=brewery)
    Contact.objects.filter(pk=karel.pk).update(company=dairy)
    merge = merged(alice, carol, karel, chosen={"company": Side.MERGED})
    carol.refresh_from_db()
    assert carol.company == dairy
    undo_merge(by=alice, merge=merge, now=LATER)
    carol.refresh_from_db()
    assert carol.company == brewery


def test_what_was_written_at_that_very_moment_comes_along(alice, carol, karel):
    account = make_member(karel)
    merge = merged(alice, carol, karel)
    stray = make_entry(karel, NOW)
    give(account, 30, now=NOW)
    add_consent(karel, "marketing", state="withdrawn", at=NOW + timedelta(seconds=1))
    assert settle_merges(LATER.isoformat()) == settle_merges(LATER.isoformat()) == {"merges": 1}
    stray.refresh_from_db()
    assert stray.contact_id == carol.pk
    assert books.balance(make_member(carol), LATER).active == 30
    assert may_contact(carol, "marketing", "email", LATER).code == "consent_withdrawn"
    undo_merge(by=alice, merge=merge, now=LATER)
    stray.refresh_from_db()
    assert (stray.contact_id, books.balance(account, LATER).active) == (karel.pk, 30)
    assert settle_merges(LATER.isoformat()) == {"merges": 0}


def test_what_a_colleague_was_told_leads_on(alice, charlie, carol, karel):
    card = reverse("contacts:contact_detail", args=[karel.pk])
    merged(alice, carol, karel)
    assert [out_of_sight(user, [card]) for user in (alice, charlie)] == [set(), {card}]


def test_create_contact_is_not_disturbed(alice):
    assert create_contact(by=alice, owner=alice, fields={"full_name": "New"}, now=NOW).merged_into is None
