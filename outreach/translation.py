from modeltranslation.translator import TranslationOptions, register

from outreach.models import Journey, MessageTemplate


@register(MessageTemplate)
class MessageTemplateTranslation(TranslationOptions):
    fields = ("name", "subject", "body")


@register(Journey)
class JourneyTranslation(TranslationOptions):
    fields = ("name",)
