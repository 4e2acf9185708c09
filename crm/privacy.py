"""The privacy class of every model field: `none`, `personal`, `sensitive` or `secret`."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.functions import Cast

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


def words_of(model: type[models.Model]) -> dict[str, Any]:
    """The columns of a model that hold somebody's words, each with what stands there once the words are gone.

    Numbers, dates and relations are no words: figures keep counting with them.
    """
    classes: dict[str, str] = getattr(model, "privacy", {})
    fields = {field.name: field for field in model._meta.concrete_fields if classes.get(field.name, "none") != "none"}
    texts = {name: "" for name, field in fields.items() if isinstance(field, models.CharField | models.TextField)}
    documents = {name: field.get_default() for name, field in fields.items() if isinstance(field, models.JSONField)}
    return texts | documents


def forget_words(rows: models.QuerySet[Any]) -> int:
    """Take the words out of rows, by the classes of their model; how many rows there were."""
    return rows.update(**words_of(rows.model))


def naming(rows: models.QuerySet[Any], columns: Iterable[str], words: Iterable[str]) -> models.QuerySet[Any]:
    """Those of the rows in whose columns (texts or JSON) one of the words stands, in letters of any size."""
    named = models.Q()
    for column in columns:
        as_text = {f"{column}_as_text": Cast(column, models.TextField())}
        rows = rows.annotate(**as_text)
        for word in words:
            # SQLite keeps JSON with its letters escaped, and knows no other letters' sizes than the English ones.
            sizes = {word, word.lower(), word.upper()}
            for spelling in sorted(sizes | {json.dumps(size)[1:-1] for size in sizes}):
                named |= models.Q(**{f"{column}_as_text__icontains": spelling})
    return rows.filter(named) if named else rows.none()
