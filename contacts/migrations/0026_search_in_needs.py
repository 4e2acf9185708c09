from django.db import migrations

from crm.postgres_indexes import postgres_indexes, trigrams
from crm.text import words_key

AT_ONCE = 1_000


def write_search_keys(apps, schema_editor):
    facts = apps.get_model("contacts", "Fact").objects.using(schema_editor.connection.alias)
    last = facts.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        some = facts.filter(pk__range=(start, start + AT_ONCE - 1), kind="need", contact__isnull=False, search_key="")
        some = list(some.only("text"))
        for fact in some:
            fact.search_key = words_key(fact.text)
        facts.bulk_update(some, ["search_key"], batch_size=200)


class Migration(migrations.Migration):
    # Nobody waits while it runs. Each step leaves alone what is done, so that an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0025_fact_search_key")]

    operations = [
        migrations.RunPython(write_search_keys, migrations.RunPython.noop),
        postgres_indexes(*trigrams("contacts_fact", "search_key")),
    ]
