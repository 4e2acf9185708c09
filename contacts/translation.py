from modeltranslation.translator import TranslationOptions, register

from contacts.models import CultureNote, CustomField, CustomOption, Label, NeedQuestion, RelationKind


@register(CultureNote)
class CultureNoteTranslation(TranslationOptions):
    fields = ("text", "dissent")


@register(CustomField)
class CustomFieldTranslation(TranslationOptions):
    fields = ("label",)


@register(CustomOption)
class CustomOptionTranslation(TranslationOptions):
    fields = ("label",)


@register(Label)
class LabelTranslation(TranslationOptions):
    fields = ("label",)


@register(NeedQuestion)
class NeedQuestionTranslation(TranslationOptions):
    fields = ("words",)


@register(RelationKind)
class RelationKindTranslation(TranslationOptions):
    fields = ("forward", "backward")
