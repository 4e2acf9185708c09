"""What conversations tell colleagues by notices, and in which words."""

from django.utils.translation import gettext_lazy as _

from interactions.actions import handing_over, rederiving, relationships
from staff.notices import register

KINDS = (
    ("meeting_planned", "users", _("%(by)s planned a meeting with you: %(when)s, %(minutes)s min")),
    ("debrief_shown", "eye", _("%(by)s shows you a private debrief.")),
    ("debrief_help", "eye", _("%(by)s asks you for help, in a private debrief.")),
)
NAMING_CUSTOMERS = (
    ("follow_up_due", "clock", _("Due now: %(title)s (%(contact)s)")),
    (handing_over.TAKEN, "arrow-right", _("%(by)s hands over to you: %(title)s (%(contact)s)")),
    (handing_over.GIVEN, "arrow-right", _("%(by)s gave to %(to)s: %(title)s (%(contact)s)")),
    (
        rederiving.NOTICE,
        "clock",
        _("The rules of time zones changed: “%(title)s” (%(contact)s) keeps its hour in %(zone)s and has moved."),
    ),
    ("promise_due", "heart-handshake", _("Promise due by %(due)s: %(title)s (%(contact)s)")),
    ("clock_50", "clock", _("%(contact)s awaits a word from you: half of the time has gone.")),
    ("clock_80", "clock", _("%(contact)s awaits a word from you: 80%% of the time has gone.")),
    ("clock_100", "alert-triangle", _("%(contact)s still awaits a word from you, and the time is over.")),
    ("recap_corrected", "edit", _("%(contact)s corrected your recap.")),
    ("recap_remarked", "edit", _("%(contact)s confirmed your recap, with a remark.")),
    (relationships.NOTICE, "alert-triangle", _("%(by)s finds the relationship with %(contact)s tense.")),
)


def register_notices() -> None:
    for kind, icon, words in KINDS:
        register(kind, words, icon=icon)
    for kind, icon, words in NAMING_CUSTOMERS:
        register(kind, words, icon=icon, names_customer=True)
