"""What happened and what is next.

Owns Interaction (the one timeline), FollowUp, HandOver and Digest. Imports `crm`, `staff`, `contacts`, `translating`,
`outreach`. Announces `interaction_logged`. Rooms above add rows to My day through `interactions.my_day.register`.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        # The models are loaded only now: connect the receivers and fill the registries.
        from contacts import segments
        from interactions import access, conditions, my_day, receivers, sources, translated  # noqa: F401  (once the models are loaded: policy, conditions and receivers)
        from interactions.actions.digests import words_of_day
        from interactions.actions.handing_over import GIVEN, TAKEN
        from interactions.actions.rederiving import NOTICE
        from outreach import rules
        from outreach.journeys import register_variables
        from staff import notices
        from translating import texts

        texts.register(translated.ENTRIES)
        segments.register(*conditions.CONDITIONS)
        register_variables(rules.DIGEST, words_of_day)
        my_day.register(sources.follow_ups_due, sources.count_follow_ups_due)
        for source in sources.SOURCES:
            my_day.register(source)
        notices.register(
            "meeting_planned", _("%(by)s planned a meeting with you: %(when)s, %(minutes)s min"), icon="users"
        )
        notices.register("follow_up_due", _("Due now: %(title)s (%(contact)s)"), icon="clock", names_customer=True)
        notices.register(
            TAKEN, _("%(by)s hands over to you: %(title)s (%(contact)s)"), icon="arrow-right", names_customer=True
        )
        notices.register(
            GIVEN, _("%(by)s gave to %(to)s: %(title)s (%(contact)s)"), icon="arrow-right", names_customer=True
        )
        notices.register(
            NOTICE,
            _("The rules of time zones changed: “%(title)s” (%(contact)s) keeps its hour in %(zone)s and has moved."),
            icon="clock",
            names_customer=True,
        )
