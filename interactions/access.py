"""The only way to timeline entries and follow-ups for a user."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from contacts.access import may_do
from crm.sight import shown
from interactions.models import FollowUp
from staff.models import User
from staff.policy import Action


def follow_up_for(user: User, pk: int) -> FollowUp:
    """A follow-up that the user may see; 404 for a foreign or absent one."""
    visible = FollowUp.objects.visible_to(user).select_related("contact", "owner", "message")
    return shown(get_object_or_404(visible, pk=pk))


def editable_follow_up_for(user: User, pk: int) -> FollowUp:
    """The follow-up that the user may close; 403 for one that may only be seen."""
    follow_up = follow_up_for(user, pk)
    if not may_do(user, Action.WRITE_TIMELINE, follow_up.contact):
        raise PermissionDenied
    return follow_up
