"""What happened and what is next.

Owns Interaction (the one timeline), FollowUp, Signal, and what a relationship is: Bond, Tension, Strength, Agreement,
Breach, MonthlyReview. Imports `crm`, `staff`, `contacts`, `translating`, `outreach`. Announces `interaction_logged`.
Rooms above add rows to My day through `interactions.my_day.register`, kinds of signals through
`interactions.watching.register`, and what customers are worth through `interactions.worth.register`.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        # The models are loaded only now: connect the receivers and fill the registries.
        from contacts import segments
        from interactions import access, conditions, my_day, receivers, sources, translated, watches, watching  # noqa: F401  (once the models are loaded: policy, conditions and receivers)
        from interactions.actions import relationships
        from interactions.actions.rederiving import NOTICE
        from staff import notices
        from translating import texts

        texts.register(translated.ENTRIES)
        watching.register(*watches.WATCHES)
        segments.register(*conditions.CONDITIONS)
        for source in sources.SOURCES:
            my_day.register(source)
        notices.register(
            "meeting_planned", _("%(by)s planned a meeting with you: %(when)s, %(minutes)s min"), icon="users"
        )
        notices.register(
            relationships.NOTICE,
            _("%(by)s finds the relationship with %(contact)s tense."),
            icon="alert-triangle",
            names_customer=True,
        )
        notices.register("follow_up_due", _("Due now: %(title)s (%(contact)s)"), icon="clock", names_customer=True)
        notices.register(
            NOTICE,
            _("The rules of time zones changed: “%(title)s” (%(contact)s) keeps its hour in %(zone)s and has moved."),
            icon="clock",
            names_customer=True,
        )
