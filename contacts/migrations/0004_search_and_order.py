from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Coalesce, Concat, Left, NullIf, Trim

from crm.postgres_indexes import by_language, postgres_indexes, trigrams

AT_ONCE = 5_000


def write_sort_names(apps, schema_editor):
    contacts = apps.get_model("contacts", "Contact").objects.using(schema_editor.connection.alias)
    surname = Coalesce(NullIf("surname_core", Value("")), "full_name")
    name = Left(Trim(Concat(surname, Value(" "), "given")), 220)
    last = contacts.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        contacts.filter(pk__range=(start, start + AT_ONCE - 1), sort_name="").update(sort_name=name)


class Migration(migrations.Migration):
    # Nobody waits while it runs. Each step leaves alone what is done, so that an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0003_sort_name")]

    operations = [
        migrations.RunPython(write_sort_names, migrations.RunPython.noop),
        postgres_indexes(
            *trigrams("contacts_contact", "search_key", "search_key2"),
            *trigrams("contacts_company", "search_key", "search_key2"),
            *trigrams("contacts_contactpoint", "normalised"),
            *by_language("contacts_contact", "sort_name"),
            *by_language("contacts_company", "name"),
        ),
    ]
