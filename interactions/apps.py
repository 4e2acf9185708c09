"""What happened and what is next.

Owns Interaction (the one timeline) with Party and Attachment, FollowUp and Participant. Imports `crm`, `staff`,
Owns Interaction (the one timeline), FollowUp, and ResponsePolicy with its ResponseClocks. Imports `crm`, `staff`,
`contacts`, `translating`, `outreach`. Announces `interaction_logged`. Rooms above add rows to My day through
`interactions.my_day.register`.
Owns Interaction (the one timeline), FollowUp and Promise. Imports `crm`, `staff`, `contacts`, `translating`,
`outreach`. Announces
`interaction_logged`. Rooms above add rows to My day through `interactions.my_day.register`.
Owns Interaction (the one timeline), FollowUp, Participant, Recap (with RecapAnswer), Phrase, CallQuestion, Debrief and
Introduction. Imports `crm`, `staff`, `contacts`, `translating`, `outreach`. Announces `interaction_logged`. Rooms above
add rows to My day through `interactions.my_day.register`.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from crm.append_only import reinstall_after_migrate
from interactions import guards

keep_triggers = reinstall_after_migrate("interactions_promisedeed")


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        # The models are loaded only now: connect the receivers and fill the registries.
        from contacts import segments
        from interactions import access, conditions, my_day, recaps, receivers, sources, translated  # noqa: F401  (once the models are loaded: policy, conditions and receivers)
        from interactions.actions.rederiving import NOTICE
        from outreach import journeys, rules
        from staff import notices
        from translating import texts

        post_migrate.connect(guards.reinstall_after_migrate, sender=self)
        post_migrate.connect(keep_triggers, sender=self)
        texts.register(translated.ENTRIES)
        segments.register(*conditions.CONDITIONS)
        for source in sources.SOURCES:
            my_day.register(source)
        notices.register(
            "meeting_planned", _("%(by)s planned a meeting with you: %(when)s, %(minutes)s min"), icon="users"
        )
        notices.register(
            "promise_due",
            _("Promised until %(due)s: %(title)s (%(contact)s)"),
            icon="heart-handshake",
            names_customer=True,
        )
        notices.register("follow_up_due", _("Due now: %(title)s (%(contact)s)"), icon="clock", names_customer=True)
        journeys.register_variables(rules.RECAP, recaps.mail_variables)
        notices.register("recap_corrected", _("%(contact)s corrected your recap."), icon="edit", names_customer=True)
        notices.register(
            "recap_remarked", _("%(contact)s confirmed your recap, with a remark."), icon="edit", names_customer=True
        )
        notices.register("debrief_shown", _("%(by)s shows you a private debrief."), icon="eye")
        notices.register("debrief_help", _("%(by)s asks you for help, in a private debrief."), icon="eye")
        notices.register(
            "clock_50",
            _("%(contact)s awaits a word from you: half of the time has gone."),
            icon="clock",
            names_customer=True,
        )
        notices.register(
            "clock_80",
            _("%(contact)s awaits a word from you: 80%% of the time has gone."),
            icon="clock",
            names_customer=True,
        )
        notices.register(
            "clock_100",
            _("%(contact)s still awaits a word from you, and the time is over."),
            icon="alert-triangle",
            names_customer=True,
        )
        notices.register(
            NOTICE,
            _("The rules of time zones changed: “%(title)s” (%(contact)s) keeps its hour in %(zone)s and has moved."),
            icon="clock",
            names_customer=True,
        )
