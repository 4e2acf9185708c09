from django.db import migrations

from crm.text import words_key

AT_ONCE = 1_000


def write_search_keys(apps, schema_editor):
    entries = apps.get_model("interactions", "Interaction").objects.using(schema_editor.connection.alias)
    last = entries.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        some = entries.filter(pk__range=(start, start + AT_ONCE - 1), search_key="")
        told = list(some.only("summary", "points", "next_step"))
        for entry in told:
            entry.search_key = words_key("\n".join((entry.summary, *map(str, entry.points), entry.next_step)))
        entries.bulk_update([entry for entry in told if entry.search_key], ["search_key"], batch_size=200)


class Migration(migrations.Migration):
    # Nobody waits while it runs. Each step leaves alone what is done, so that an interrupted run may be repeated.
    atomic = False
    dependencies = [("interactions", "0006_parties_and_files")]

    operations = [migrations.RunPython(write_search_keys, migrations.RunPython.noop)]
