"""What customers think.

Owns Survey, Question, Invitation, Response, Answer. Imports `crm`, `staff`, `contacts`, `translating`,
`outreach`, `interactions`; knows nothing of sales. Announces `response_completed`. Adds low answers to My day and the
link to the survey's mail.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        # Registries and receivers, once the models are loaded.
        from contacts import segments
        from feedback import access, conditions, low_answers, mail, receivers, translated  # noqa: F401  (once the models are loaded: policy, conditions and receivers)
        from interactions import my_day
        from outreach import journeys, rules
        from translating import texts

        texts.register(translated.ANSWERS)
        my_day.register(low_answers.rows)
        segments.register(*conditions.CONDITIONS)
        journeys.register_variables(rules.SURVEY, mail.variables)
