"""The only way to signals and to what is known of a relationship for a user."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from crm.sight import shown
from interactions.models import Agreement, Bond, Breach, MonthlyReview, Signal, Strength, Tension
from staff.models import User
from staff.policy import Action, can, register
from staff.rows import Through

Row = TypeVar("Row", Signal, Agreement, Breach)

for known in (Bond, Tension, Agreement, MonthlyReview, Signal):
    register(known, Through("contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)
register(Strength, Through("contact"), view=Action.VIEW_TIMELINE)
register(Breach, Through("agreement__contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)


def signal_for(user: User, pk: int) -> Signal:
    """A signal that the user may see; 404 for a foreign or absent one."""
    visible = Signal.objects.visible_to(user).select_related("contact__company", "closed_by")
    return shown(get_object_or_404(visible, pk=pk))


def editable_signal_for(user: User, pk: int) -> Signal:
    """The signal that the user may dismiss; 403 for one that may only be seen."""
    return _written_by(user, signal_for(user, pk))


def editable_agreement_for(user: User, pk: int) -> Agreement:
    """The rule that the user may change; 403 for one that may only be seen."""
    visible = Agreement.objects.visible_to(user).select_related("contact")
    return _written_by(user, shown(get_object_or_404(visible, pk=pk)))


def editable_breach_for(user: User, pk: int) -> Breach:
    """The breach that the user may change; 403 for one that may only be seen."""
    visible = Breach.objects.visible_to(user).select_related("agreement__contact")
    return _written_by(user, shown(get_object_or_404(visible, pk=pk)))


def _written_by(user: User, row: Row) -> Row:
    if not can(user, Action.WRITE_TIMELINE, row):
        raise PermissionDenied
    return row
