"""Houses that are there already get the phrases and questions that a new one starts with."""

from typing import Any

from django.db import migrations

from interactions.ready_made import shipped_phrases, shipped_questions


def install(apps: Any, schema_editor: Any) -> None:
    if not apps.get_model("staff", "Organisation").objects.exists():
        return
    phrase, question = (apps.get_model("interactions", name) for name in ("Phrase", "CallQuestion"))
    phrase.objects.bulk_create(
        phrase(text=row["text_en"], note=row.get("note_en", ""), **row) for row in shipped_phrases()
    )
    question.objects.bulk_create(question(words=row["words_en"], **row) for row in shipped_questions())


class Migration(migrations.Migration):
    dependencies = [("interactions", "0016_help_with_words"), ("staff", "0014_recap_links")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
