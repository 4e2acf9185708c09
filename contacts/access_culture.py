"""The only way to what is written about countries, for a user."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from contacts.models import CultureFlag, CultureNote, CultureVersion
from staff.models import User
from staff.policy import Action, may, register
from staff.rows import House

for written in (CultureNote, CultureVersion, CultureFlag):
    register(written, House(), view=Action.USE, change=Action.EDIT_CULTURE)


def note_for(user: User, pk: int) -> CultureNote:
    """A note that is shown, or that the user may edit; else 404."""
    note: CultureNote = get_object_or_404(CultureNote.objects.visible_to(user).select_related("reviewer"), pk=pk)
    return note


def editable_note_for(user: User, pk: int) -> CultureNote:
    """The note for who may propose another wording; 403 where it may only be read."""
    note = note_for(user, pk)
    if not may(user, Action.EDIT_CULTURE):
        raise PermissionDenied
    return note


def open_flag_for(user: User, pk: int) -> CultureFlag:
    """A flag that nobody has answered yet; else 404."""
    flags = CultureFlag.objects.open().select_related("note")
    flag: CultureFlag = get_object_or_404(flags.filter(note__in=CultureNote.objects.visible_to(user)), pk=pk)
    return flag
