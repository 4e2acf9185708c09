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
from staff.actions.changing import hold_the_house
from staff.actions.profile import notify
from staff.models import Approval, LanguageSkill, Role, RoleAssignment, Skill, Team, User
from staff.people import (
    KEYS,
    POWERS,
    SEES_EVERYTHING,
    SUPERUSER,
    holders,
    judges_superusers,
    may_hand_out,
    may_manage,
    powers_of,
)
from staff.policy import Action, may

POWERS_APPROVAL = "staff.powers"
CHANGED = "colleague_changed"


@dataclass(frozen=True)
class Changed:
    """What became of a change: the names of what is changed now, and what waits for a second person."""

    fields: list[str]
    waits: Approval | None = None


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

    What carries far waits for a second person, where the house asks for one: so that nobody is left alone, taking it
    from another waits too. Raises PermissionDenied for whom it is not to change, ValidationError where nobody would
    hold the keys any more.
    """
    now = now or timezone.now()
    by = hold_the_house(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    wanted, held = set(powers), powers_of(person)
    added, removed = wanted - held, held - wanted
    if not may_manage(by, person) or not may_hand_out(by, added | removed):
        raise PermissionDenied
    taken = removed & KEYS if by != person else set()
    waits = _ask_second_person(by, person, added & POWERS, taken, reason, now)
    if waits is not None:
        added, removed = added - POWERS, removed - taken
    detail = _apply(person, added, removed, team)
    refuse_unless_somebody_remains(removed)
    if detail["fields"]:
        audit.record("staff.colleague.change", by=by, subject=person, detail=detail, now=now)
        _tell(person, by, now)
    if (added | removed) & KEYS:
        tell_deciders_again(now=now)
    return Changed(detail["fields"], waits)


def _ask_second_person(
    by: User, person: User, powers: set[str], taken: set[str], reason: str, now: datetime
) -> Approval | None:
    if not powers and not taken:
        return None
    payload = {"powers": sorted(powers)} | ({"taken": sorted(taken)} if taken else {})
    return ask(kind=POWERS_APPROVAL, subject_id=person.pk, payload=payload, by=by, reason=reason, now=now)


def ask_for_powers(*, by: User, person: User, powers: set[str], now: datetime) -> Approval | None:
    """Give the powers to a colleague who joins or comes back, or ask a second person first."""
    waits = _ask_second_person(by, person, powers & POWERS, set(), "", now)
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
            kind=CHANGED,
            key=f"colleague/{now.isoformat()}",
            params={"by": by.full_name},
            url=reverse("staff:profile"),
            now=now,
        )


# --- the second person's part ----------------------------------------------------------------------
def may_decide_powers(user: User, approval: Approval) -> bool:
    """Whoever could do this alone in a smaller house, and neither gains nor loses by it here."""
    if user.pk == approval.subject_id:
        return False
    is_about_superuser = SUPERUSER in _given(approval) | _taken(approval)
    return not is_about_superuser or judges_superusers(user, besides=[approval.asked_by_id, approval.subject_id])


def _given(approval: Approval) -> set[str]:
    return set(approval.payload.get("powers", []))


def _taken(approval: Approval) -> set[str]:
    return set(approval.payload.get("taken", []))


def words_for_powers(approval: Approval) -> str:
    name = User.objects.filter(pk=approval.subject_id).values_list("full_name", flat=True).first() or ""
    given, taken = _given(approval), _taken(approval)
    sentences = []
    if SUPERUSER in given:
        sentences.append(_("%(name)s becomes superuser and may do everything."))
    elif Role.ADMINISTRATOR in given:
        sentences.append(_("%(name)s becomes administrator: invites colleagues, sets roles, configures."))
    if given & SEES_EVERYTHING:
        sentences.append(_("%(name)s becomes data protection officer and reads everything about every customer."))
    if SUPERUSER in taken:
        sentences.append(_("%(name)s is superuser no longer."))
    if Role.ADMINISTRATOR in taken:
        sentences.append(_("%(name)s is administrator no longer."))
    return " ".join(sentence % {"name": name} for sentence in sentences)


def still_asks(approval: Approval, person: User) -> User:
    """Whoever asked, as they are now; raises ValidationError where they may not ask any more, or the colleague left."""
    asker = hold_the_house(approval.asked_by)
    if not person.is_active:
        raise ValidationError(_("This colleague has left."), code="left")
    if not may_manage(asker, person):
        raise ValidationError(_("Who asked for this may not ask for it any more. Decline it."), code="asker")
    return asker


def hand_out(approval: Approval, by: User, now: datetime) -> None:
    """Carry out what the second person agreed to, if the first one could still ask for it."""
    person = User.objects.select_for_update().get(pk=approval.subject_id)
    asker = still_asks(approval, person)
    added, removed = _given(approval), _taken(approval) & powers_of(person)
    if not may_hand_out(asker, added | removed):
        raise ValidationError(_("Who asked for this may not ask for it any more. Decline it."), code="asker")
    give(person, added)
    take(person, removed)
    refuse_unless_somebody_remains(removed)
    detail = {"fields": ["roles"], "added": sorted(added), "removed": sorted(removed), "asked_by": asker.pk}
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
def save_languages(
    *, by: User, skills: dict[str, Skill], person: User | None = None, now: datetime | None = None
) -> None:
    """Say which languages one speaks oneself, or somebody whom one may change: code -> skill. PermissionDenied."""
    person = person or by
    if person != by and not may_manage(by, person):
        raise PermissionDenied
    held = {row.language: row.skill for row in person.language_skills.all()}
    if held == skills:
        return
    person.language_skills.all().delete()
    LanguageSkill.objects.bulk_create(
        LanguageSkill(user=person, language=language, **skill._asdict()) for language, skill in skills.items()
    )
    audit.record("staff.profile.update", by=by, subject=person, detail={"fields": ["language_skills"]}, now=now)
