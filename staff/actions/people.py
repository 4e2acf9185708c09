"""Teams, and what colleagues may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.text import clean_name
from staff import audit
from staff.actions.approvals import ask, tell_deciders_again
from staff.actions.profile import notify
from staff.models import Approval, LanguageSkill, Organisation, Role, RoleAssignment, Team, User
from staff.people import POWERS, SUPERUSER, holders, may_hand_out, may_manage, powers_of
from staff.policy import Action, may

POWERS_APPROVAL = "staff.powers"


@dataclass(frozen=True)
class Changed:
    """What became of a change: the names of what is changed now, and what waits for a second person."""

    fields: list[str]
    waits: Approval | None = None


def hold_the_house(by: User) -> User:
    """Changes of people take turns, so that two at once cannot remove the last two who hold the keys.

    Return whoever makes the change as they are once their turn has come.
    """
    Organisation.objects.select_for_update().get(pk=1)
    return User.objects.get(pk=by.pk)


def refuse_unless_somebody_remains(had: set[str]) -> None:
    """Raise ValidationError where the last active superuser, or without one the last administrator, would be gone."""
    remaining = User.objects.filter(is_active=True, is_superuser=True).exists()
    if SUPERUSER in had and not remaining:
        raise ValidationError(_("This is the last superuser. Make another one first."), code="last")
    if Role.ADMINISTRATOR in had and not remaining and not holders(Role.ADMINISTRATOR).exists():
        raise ValidationError(_("This is the last administrator. Make another one first."), code="last")


@transaction.atomic
def change_colleague(
    *, by: User, person: User, powers: Iterable[str], team: Team | None, reason: str = "", now: datetime | None = None
) -> Changed:
    """Give the colleague exactly these roles (and “superuser”) and this team.

    What lets its holder hand out roles waits for a second person, where the house asks for one. Raises
    PermissionDenied for whom it is not to change, ValidationError where nobody would hold the keys any more.
    """
    now = now or timezone.now()
    by = hold_the_house(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    wanted, held = set(powers), powers_of(person)
    added, removed = wanted - held, held - wanted
    if not may_manage(by, person) or not may_hand_out(by, added | removed):
        raise PermissionDenied
    waits = _ask_second_person(by, person, added & POWERS, reason, now)
    if waits is not None:
        added -= POWERS
    detail = _apply(person, added, removed, team)
    refuse_unless_somebody_remains(removed)
    if detail["fields"]:
        audit.record("staff.colleague.change", by=by, subject=person, detail=detail, now=now)
        _tell(person, by, now)
    if added & POWERS or removed & POWERS:
        tell_deciders_again(now=now)
    return Changed(detail["fields"], waits)


def _ask_second_person(by: User, person: User, powers: set[str], reason: str, now: datetime) -> Approval | None:
    if not powers:
        return None
    payload = {"powers": sorted(powers)}
    return ask(kind=POWERS_APPROVAL, subject_id=person.pk, payload=payload, by=by, reason=reason, now=now)


def ask_for_powers(*, by: User, person: User, powers: set[str], now: datetime) -> Approval | None:
    """Give the powers to a colleague who joins or comes back, or ask a second person first."""
    waits = _ask_second_person(by, person, powers & POWERS, "", now)
    give(person, powers - POWERS if waits else powers)
    return waits


def _apply(person: User, added: set[str], removed: set[str], team: Team | None) -> dict[str, Any]:
    """Make the change and say for the audit trail what changed."""
    detail: dict[str, Any] = {"fields": []}
    if added or removed:
        give(person, added)
        take(person, removed)
        detail |= {"fields": ["roles"], "added": sorted(added), "removed": sorted(removed)}
    before, after = person.team_id, team.pk if team else None
    if before != after:
        person.team = team
        person.save(update_fields=["team"])
        detail |= {"fields": [*detail["fields"], "team"], "team": {"before": before, "after": after}}
    return detail


def give(person: User, powers: set[str]) -> None:
    """Write the roles down; whoever holds one already keeps it."""
    rows = [RoleAssignment(user=person, role=role) for role in sorted(powers - {SUPERUSER})]
    RoleAssignment.objects.bulk_create(rows, ignore_conflicts=True)
    if SUPERUSER in powers:
        _set_superuser(person, True)


def take(person: User, powers: set[str]) -> None:
    person.role_assignments.filter(role__in=powers).delete()
    if SUPERUSER in powers:
        _set_superuser(person, False)


def _set_superuser(person: User, value: bool) -> None:
    """A superuser may open the administration, and leaves it with the power."""
    person.is_superuser = person.is_staff = value
    person.save(update_fields=["is_superuser", "is_staff"])


def _tell(person: User, by: User, now: datetime) -> None:
    if person != by:
        notify(
            user=person,
            kind="colleague_changed",
            key=f"colleague/{now.isoformat()}",
            params={"by": by.full_name},
            url=reverse("staff:profile"),
            now=now,
        )


# --- the second person's part ----------------------------------------------------------------------
def may_decide_powers(user: User, approval: Approval) -> bool:
    """Whoever could hand these powers out alone in a smaller house, and does not get them here."""
    powers = set(approval.payload.get("powers", []))
    return user.pk != approval.subject_id and (user.is_superuser or SUPERUSER not in powers)


def words_for_powers(approval: Approval) -> str:
    name = User.objects.filter(pk=approval.subject_id).values_list("full_name", flat=True).first() or ""
    if SUPERUSER in approval.payload.get("powers", []):
        return _("%(name)s becomes superuser and may do everything.") % {"name": name}
    return _("%(name)s becomes administrator: invites colleagues, sets roles, configures.") % {"name": name}


def hand_out(approval: Approval, by: User, now: datetime) -> None:
    """Carry out what the second person agreed to, if the first one could still ask for it."""
    asker = hold_the_house(approval.asked_by)
    person = User.objects.select_for_update().get(pk=approval.subject_id)
    powers = set(approval.payload["powers"])
    if not person.is_active:
        raise ValidationError(_("This colleague has left."), code="left")
    if not may_manage(asker, person) or not may_hand_out(asker, powers):
        raise ValidationError(_("Who asked for this may not ask for it any more. Decline it."), code="asker")
    give(person, powers)
    detail = {"fields": ["roles"], "added": sorted(powers), "removed": [], "asked_by": asker.pk}
    audit.record("staff.colleague.change", by=by, subject=person, detail=detail, now=now)
    _tell(person, by, now)
    tell_deciders_again(now=now)


# --- teams and languages ---------------------------------------------------------------------------
@transaction.atomic
def save_team(*, by: User, name: str, team: Team | None = None, now: datetime | None = None) -> Team:
    """Make a team, or give one another name. Raises ValidationError for a name that cannot be seen or is taken."""
    if not may(by, Action.MANAGE_PEOPLE):
        raise PermissionDenied
    is_new = team is None
    row = team or Team()
    try:
        row.name = clean_name(name)
        with transaction.atomic():
            row.save()
    except ValueError as error:
        raise ValidationError({"name": str(error)}) from error
    except IntegrityError as error:
        raise ValidationError({"name": _("There is a team of this name already.")}, code="taken") from error
    verb = "create" if is_new else "rename"
    audit.record(f"staff.team.{verb}", by=by, subject=row, detail={"fields": ["name"]}, now=now)
    return row


@transaction.atomic
def save_languages(*, by: User, levels: dict[str, str], now: datetime | None = None) -> None:
    """Say which languages one speaks, and how well: code -> level."""
    held = dict(by.language_skills.values_list("language", "level"))
    if held == levels:
        return
    by.language_skills.all().delete()
    LanguageSkill.objects.bulk_create(
        LanguageSkill(user=by, language=language, level=level) for language, level in levels.items()
    )
    audit.record("staff.profile.update", by=by, subject=by, detail={"fields": ["language_skills"]}, now=now)
