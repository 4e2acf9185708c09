"""What contacts does when a colleague leaves."""

from datetime import UTC, datetime

from staff.actions import leaving
from staff.models import Role
from tests.factories.staff import make_user

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_who_was_handed_over_is_read_by_who_answers_for_the_data_alone(admin, dpo, alice, bob, carol, sign_in):
    configurer = make_user("Configurer", Role.ADMINISTRATOR)
    leaving.deactivate(by=admin, person=alice, successor=bob, now=NOW)
    pages = {reader: sign_in(reader).get("/audit/").context["rows"] for reader in (configurer, dpo)}
    told = {
        reader: next(row for row in rows if row["entry"].action == "contacts.hand_over")
        for reader, rows in pages.items()
    }
    counts = [("companies", "0"), ("contacts", "1"), ("segments", "0"), ("successor", str(bob.pk))]
    assert told[configurer]["detail"] == counts
    assert told[configurer]["changes"] == []
    assert told[dpo]["changes"] == [("contacts", f"[{carol.pk}]", "[]")]
