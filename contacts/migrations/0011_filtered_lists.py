from django.db import migrations

from crm.postgres_indexes import by_language, postgres_indexes, remove


def remove_narrow_ones(apps, schema_editor):
    remove(schema_editor.connection, by_language("contacts_contact", "sort_name"))


class Migration(migrations.Migration):
    # Nobody waits while it runs: the new indexes are there before the old ones go.
    atomic = False
    dependencies = [("contacts", "0010_bulk")]

    operations = [
        postgres_indexes(*by_language("contacts_contact", "sort_name", "country", "stage", name="listed")),
        migrations.RunPython(remove_narrow_ones, migrations.RunPython.noop),
    ]
