from django.db import migrations

AT_ONCE = 5_000


def say_that_nobody_asked(apps, schema_editor):
    """Exits that are older than the question for their reason say so."""
    changes = apps.get_model("contacts", "StageChange").objects.using(schema_editor.connection.alias)
    last = changes.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        some = changes.filter(pk__range=(start, start + AT_ONCE - 1))
        some.filter(after="dissolution", exit_reason="").update(exit_reason="unrecorded")


class Migration(migrations.Migration):
    # Nobody waits while it runs, and an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0015_exits")]

    operations = [migrations.RunPython(say_that_nobody_asked, migrations.RunPython.noop)]
