from modeltranslation.translator import TranslationOptions, register

from loyalty.models import Programme


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name",)
