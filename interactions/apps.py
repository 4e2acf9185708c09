"""What happened and what is next.

Owns Interaction (the one timeline) with Party and Attachment, FollowUp with Participant, HandOver and Digest, Promise,
ResponsePolicy with its ResponseClocks, Recap, Phrase, CallQuestion, Debrief and Introduction; Signal, and what a
relationship is: Bond, Tension, Strength, Agreement, Breach, MonthlyReview. Imports `crm`, `staff`, `contacts`,
`translating`, `outreach`. Announces `interaction_logged`. Rooms above add rows to My day through
`interactions.my_day.register`, kinds of signals through `interactions.watching.register`, and what customers are worth
through `interactions.worth.register`.
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
        from interactions import (  # noqa: F401  (once the models are loaded: policy, conditions and receivers)
            access_relationships,
            access_words,
            conditions,
            my_day,
            recaps,
            receivers,
            sources,
            sources_awaited,
            sources_relationships,
            translated,
            watches,
            watching,
        )
        from interactions.actions.digests import words_of_day
        from interactions.notice_kinds import register_notices
        from outreach import journeys, rules
        from translating import texts

        post_migrate.connect(guards.reinstall_after_migrate, sender=self)
        post_migrate.connect(keep_triggers, sender=self)
        texts.register(translated.ENTRIES)
        watching.register(*watches.WATCHES)
        segments.register(*conditions.CONDITIONS)
        journeys.register_variables(rules.DIGEST, words_of_day)
        journeys.register_variables(rules.RECAP, recaps.mail_variables)
        my_day.register(sources.follow_ups_due, sources.count_follow_ups_due)
        for source, count in sources_awaited.SOURCES:
            my_day.register(source, count)
        for other in (*sources.SOURCES, *sources_relationships.SOURCES):
            my_day.register(other)
        register_notices()
