from modeltranslation.translator import TranslationOptions, register

from contacts.models import CustomField, CustomOption, Label


@register(CustomField)
class CustomFieldTranslation(TranslationOptions):
    fields = ("label",)


@register(CustomOption)
class CustomOptionTranslation(TranslationOptions):
    fields = ("label",)


@register(Label)
class LabelTranslation(TranslationOptions):
    fields = ("label",)
