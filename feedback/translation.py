from modeltranslation.translator import TranslationOptions, register

from feedback.models import Question, Survey


@register(Survey)
class SurveyTranslation(TranslationOptions):
    fields = ("title", "intro", "thanks")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "low_label", "high_label")
