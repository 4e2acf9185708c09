from modeltranslation.translator import TranslationOptions, register

from interactions.models import CallQuestion, Phrase


@register(Phrase)
class PhraseTranslation(TranslationOptions):
    fields = ("text", "note")


@register(CallQuestion)
class CallQuestionTranslation(TranslationOptions):
    fields = ("words",)
