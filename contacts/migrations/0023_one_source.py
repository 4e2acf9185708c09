from django.db import migrations

AT_ONCE = 5_000
CODES = {
    "recommendation": "recommendation",
    "trade fair": "fair",
    "website": "website",
    "cold call": "call",
    "magazine": "advert",
    "purchases": "purchases",
}


def say_it_once(apps, schema_editor):
    """Where somebody came from stood in words beside its code; words that have no code become those of the campaign."""
    contacts = apps.get_model("contacts", "Contact").objects.using(schema_editor.connection.alias)
    told = contacts.filter(source="").exclude(origin="")
    last = told.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        some = told.filter(pk__range=(start, start + AT_ONCE - 1))
        for words, code in CODES.items():
            some.filter(origin=words).update(source=code)
        for words in set(some.filter(campaign="").values_list("origin", flat=True)):
            some.filter(campaign="", origin=words).update(source="other", campaign=words)


class Migration(migrations.Migration):
    # Nobody waits while it runs, and an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0022_goals")]

    operations = [migrations.RunPython(say_it_once, migrations.RunPython.noop)]
