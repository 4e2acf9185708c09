"""What conversations tell colleagues by notices, and in which words."""

from django.utils.translation import gettext_lazy as _

from interactions.actions.handing_over import GIVEN, TAKEN
from interactions.actions.rederiving import NOTICE
from interactions.actions.relationships import NOTICE as TENSE
from staff.notices import register


def register_notices() -> None:
    register("meeting_planned", _("%(by)s planned a meeting with you: %(when)s, %(minutes)s min"), icon="users")
    register(
        "promise_due",
        _("Promised until %(due)s: %(title)s (%(contact)s)"),
        icon="heart-handshake",
        names_customer=True,
    )
    register("follow_up_due", _("Due now: %(title)s (%(contact)s)"), icon="clock", names_customer=True)
    register("recap_corrected", _("%(contact)s corrected your recap."), icon="edit", names_customer=True)
    register("recap_remarked", _("%(contact)s confirmed your recap, with a remark."), icon="edit", names_customer=True)
    register("debrief_shown", _("%(by)s shows you a private debrief."), icon="eye")
    register("debrief_help", _("%(by)s asks you for help, in a private debrief."), icon="eye")
    register(
        "clock_50",
        _("%(contact)s awaits a word from you: half of the time has gone."),
        icon="clock",
        names_customer=True,
    )
    register(
        "clock_80",
        _("%(contact)s awaits a word from you: 80%% of the time has gone."),
        icon="clock",
        names_customer=True,
    )
    register(
        "clock_100",
        _("%(contact)s still awaits a word from you, and the time is over."),
        icon="alert-triangle",
        names_customer=True,
    )
    register(TAKEN, _("%(by)s hands over to you: %(title)s (%(contact)s)"), icon="arrow-right", names_customer=True)
    register(GIVEN, _("%(by)s gave to %(to)s: %(title)s (%(contact)s)"), icon="arrow-right", names_customer=True)
    register(
        NOTICE,
        _("The rules of time zones changed: “%(title)s” (%(contact)s) keeps its hour in %(zone)s and has moved."),
        icon="clock",
        names_customer=True,
    )
    register(
        TENSE,
        _("%(by)s finds the relationship with %(contact)s tense."),
        icon="alert-triangle",
        names_customer=True,
    )
