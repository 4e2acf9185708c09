from modeltranslation.translator import TranslationOptions, register

from sales.models import Product


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name",)
