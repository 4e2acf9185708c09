"""Lending a record to a colleague: who may, to whom, for how long, and what it leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from contacts.actions.sharing import SHARED, end_share, share
from contacts.models import Contact
from staff.actions.leaving import deactivate
from staff.models import AuditEntry, AuditValues, Notice, Role, Share, ShareLevel, User
from tests.factories.contacts import make_company
from tests.factories.staff import make_user


def lent(carol, by, user, **changes):
    values = {"level": ShareLevel.TEAM, "until": timezone.now() + timedelta(days=3), "reason": "on leave"}
    return share(by=by, record=carol, user=user, **{**values, **changes})


def seen_by(user):
    return list(Contact.objects.visible_to(User.objects.get(pk=user.pk)))


def test_the_colleague_sees_it_until_it_is_taken_back(alice, charlie, carol):
    row = lent(carol, alice, charlie)
    while_lent = seen_by(charlie)
    end_share(by=alice, share=row, record=carol)

    assert (while_lent, seen_by(charlie)) == ([carol], [])


def test_sharing_and_ending_stand_in_the_audit_trail_of_the_contact(alice, charlie, carol):
    row = lent(carol, alice, charlie)
    end_share(by=alice, share=row, record=carol)
    end_share(by=alice, share=row, record=carol)

    entries = AuditEntry.objects.filter(customer_id=carol.pk).order_by("pk")
    assert [(entry.action, entry.actor, entry.detail["user"]) for entry in entries] == [
        ("contacts.share", alice, charlie.pk),
        ("contacts.unshare", alice, charlie.pk),
    ]
    assert AuditValues.objects.get().values == {"reason": "on leave"}


def test_the_colleague_is_told_without_the_customers_name(alice, charlie, carol):
    lent(carol, alice, charlie)

    notice = Notice.objects.get(user=charlie)
    assert (notice.kind, notice.url) == (SHARED, f"/contacts/{carol.pk}/")
    assert carol.full_name not in str(notice.params)


def test_sharing_again_replaces_the_share(alice, charlie, carol):
    lent(carol, alice, charlie)
    newer = lent(carol, alice, charlie, level=ShareLevel.OWN)

    assert list(Share.objects.live(timezone.now())) == [newer]
    assert Share.objects.count() == 2


@pytest.mark.parametrize("who", ["bob", "charlie", "marketer", "dpo"])
def test_only_the_owner_and_the_lead_share(request, alice, charlie, carol, who):
    by = request.getfixturevalue(who)
    other = make_user("Other", Role.MANAGER)

    with pytest.raises(PermissionDenied):
        lent(carol, by, other)
    assert Share.objects.count() == 0


def test_the_lead_shares_what_the_team_owns(lead, charlie, carol):
    assert lent(carol, lead, charlie).by == lead


def test_a_company_is_shared_alike(alice, charlie):
    company = make_company("Brewery", owner=alice)

    row = share(by=alice, record=company, user=charlie, level="team", until=timezone.now() + timedelta(1), reason="x")

    assert (row.subject_type, row.subject_id) == ("contacts.Company", company.pk)


def test_a_share_that_would_give_nothing_is_refused(alice, lead, organisation, carol):
    for user in (make_user("Cashier", Role.CASHIER), make_user("Gone", Role.MANAGER, is_active=False), lead):
        with pytest.raises(ValidationError):
            lent(carol, alice, user)
    assert Share.objects.count() == 0


def test_a_share_of_who_leaves_ends(alice, charlie, bob, admin, carol):
    lent(carol, alice, charlie)
    deactivate(by=admin, person=charlie, successor=bob)

    assert Share.objects.filter(ended_at__isnull=True).count() == 0
