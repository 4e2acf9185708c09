"""The privacy class of every model field: `none`, `personal`, `sensitive` or `secret`."""

from django.db import models

CLASSES = ("none", "personal", "sensitive", "secret")


def classify(*, none: str = "", personal: str = "", sensitive: str = "", secret: str = "") -> dict[str, str]:
    """Map each named field to its class; raise ValueError where a field is named twice."""
    classes: dict[str, str] = {}
    for privacy_class, names in zip(CLASSES, (none, personal, sensitive, secret), strict=True):
        for name in names.split():
            if name in classes:
                raise ValueError(f"The field {name} has two privacy classes.")
            classes[name] = privacy_class
    return classes


def unclassified_fields(model: type[models.Model]) -> set[str]:
    """Names of the model's own columns and many-to-many fields that carry no class."""
    classes = getattr(model, "privacy", {})
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return {
        field.name for field in fields if field.name not in classes and getattr(field, "translated_field", None) is None
    }
