"""What a row of the contact list shows of one person."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts import labels
from contacts.house_calendars import house_calendar
from contacts.models import Contact, ContactPoint, Stage, ZoneSource
from contacts.rows import listed, rows_for
from crm.templatetags.crm_ui import icon
from staff.models import User
from tests.factories.contacts import make_company, make_contact

NOON = datetime(2027, 3, 16, 12, tzinfo=UTC)
BOLD = "<b>&"
ESCAPED = "&lt;b&gt;&amp;"


def row_of(contact: Contact) -> str:
    (row,) = rows_for([*listed([contact.pk]).values()], NOON, contact.owner)
    return str(row["html"])


def test_a_row_says_who_where_when_and_whose(alice: User) -> None:
    company = make_company("Praha Print", owner=alice)
    contact = make_contact("Jan Novák", owner=alice, company=company, email="jan@praha.example", languages=["cs"])
    Contact.objects.filter(pk=contact.pk).update(
        time_zone="Europe/Prague", zone_source=ZoneSource.TOLD, stage=Stage.COMMITMENT, last_contact_at=NOON
    )
    html = row_of(contact)
    for part in (
        f'<a href="/contacts/{contact.pk}/"><bdi>Jan Novák</bdi></a>',
        '<div class="text-secondary small"><bdi>Praha Print</bdi></div>',
        "<div><bdi>jan@<wbr>praha.example</bdi></div>",
        '<td data-label="Language">Czech</td>',
        f'<td class="text-nowrap" data-label="There now"><span>{icon("sun", "Day there")} Tue 13:00</span></td>',
        '<td data-label="Stage">Commitment</td>',
        '<time datetime="2027-03-16T12:00:00+00:00"',
        '<td data-label="Owner"><bdi>Alice</bdi></td>',
    ):
        assert part in html


def test_nothing_is_shown_where_nothing_is_known(alice: User) -> None:
    contact = make_contact("Somebody", owner=alice)
    Contact.objects.filter(pk=contact.pk).update(
        owner=None,
        company=None,
        languages=[],
        last_contact_at=None,
        zone_source=ZoneSource.ORGANISATION,
        zone_confirmed_at=None,
    )
    html = row_of(contact)
    for label in ("Language", "Last contact", "Owner"):
        assert f'<td data-label="{label}"></td>' in html
    assert "text-secondary" not in html
    assert '?<span class="visually-hidden">The time zone is not confirmed.</span>' in html


def test_what_people_typed_is_escaped(alice: User) -> None:
    alice.full_name = BOLD
    alice.save()
    contact = make_contact(BOLD, owner=alice, company=make_company(BOLD, owner=alice))
    ContactPoint.objects.create(contact=contact, kind="email", value=BOLD, normalised="b")
    html = row_of(contact)
    assert BOLD not in html
    assert html.count(f"<bdi>{ESCAPED}</bdi>") == 4


def test_two_points_are_shown_in_the_order_of_the_card(alice: User) -> None:
    contact = make_contact("Somebody", owner=alice)
    for kind, position, value in (("phone", 0, "1"), ("email", 1, "c@d.example"), ("email", 0, "a@b.example")):
        ContactPoint.objects.create(contact=contact, kind=kind, position=position, value=value, normalised=value)
    html = row_of(contact)
    assert html.index("a@<wbr>b.example") < html.index("c@<wbr>d.example")
    assert "<bdi>1</bdi>" not in html


@pytest.mark.parametrize("people", [1, 3])
def test_rows_take_as_many_queries_for_many_as_for_one(alice: User, django_assert_num_queries, people: int) -> None:
    pks = [make_contact(f"Somebody {number}", owner=alice, email=f"{number}@b.example").pk for number in range(people)]
    assert alice.roles  # read with the page
    labels.word("stage", "awareness")  # read with a page before
    house_calendar("CZ", "", 2026)  # the same
    with django_assert_num_queries(3):
        rows = rows_for([*listed(pks).values()], NOON + timedelta(hours=1), alice)
    assert len(rows) == people
