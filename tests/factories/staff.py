"""Colleagues and the house they work in."""

from datetime import UTC, datetime, timedelta

from django.db.models import Model
from django.utils import timezone

from staff.audit import customer_of
from staff.models import Draft, Organisation, Role, RoleAssignment, SavedView, Share, ShareLevel, Team, User

FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)


def make_organisation(**fields: object) -> Organisation:
    values = {
        "name": "Mostly Fair Ltd",
        "postal_address": "1 Example Street\nPraha",
        "email": "hello@fair.example",
        "time_zone": "Europe/Prague",
        "base_currency": "EUR",
        "languages": ["en", "ru", "cs", "da", "lt", "ar"],
        "founded_at": FOUNDED,
    }
    return Organisation.objects.create(pk=1, **{**values, **fields})


def make_team(name: str = "North") -> Team:
    return Team.objects.get_or_create(name=name)[0]


def make_user(name: str, *roles: Role, team: Team | None = None, **fields: object) -> User:
    values = {"email": f"{name.lower()}@fair.example", "full_name": name, "time_zone": "Europe/Prague"}
    user = User.objects.create_user(**{**values, **fields}, team=team)
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in roles)
    return user


def lend(record: Model, user: User, *, level: str = ShareLevel.TEAM, days: int = 30) -> Share:
    """A share that holds for so many days; one of negative days has run out."""
    until = timezone.now() + timedelta(days=days)
    return Share.objects.create(
        user=user,
        subject_type=record._meta.label,
        subject_id=record.pk,
        level=level,
        reason="on leave",
        by=User.objects.order_by("pk").first(),
        created_at=min(until, timezone.now()) - timedelta(days=1),
        until=until,
    )


def make_view(owner: User, name: str = "Czechs", **fields: object) -> SavedView:
    return SavedView.objects.create(
        owner=owner, page="contacts:contact_list", name=name, query=[["country", "CZ"]], **fields
    )


def make_draft(user: User, page: str, subject: Model | None = None, **typed: str) -> Draft:
    return Draft.objects.create(
        user=user,
        page=page,
        subject_type=subject._meta.label if subject else "",
        subject_id=subject.pk if subject else 0,
        customer_id=customer_of(subject),
        fields={name: [words] for name, words in typed.items()},
    )
