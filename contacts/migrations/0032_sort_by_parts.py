from django.db import migrations
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Left

AT_ONCE = 5_000
# As contacts.naming.sort_name: between the parts stands a sign that is before the space in every alphabet.
BETWEEN = Value("\t")


def write_sort_names(apps, schema_editor):
    contacts = apps.get_model("contacts", "Contact").objects.using(schema_editor.connection.alias)
    surname, given = ~Q(surname_core=""), ~Q(given="")
    by_given_name = Q(name_locale__iexact="is") | Q(name_locale__istartswith="is-") | Q(name_locale__istartswith="is_")
    name = Case(
        When(by_given_name & surname & given, then=Concat("given", BETWEEN, "surname_core")),
        When(surname & given, then=Concat("surname_core", BETWEEN, "given")),
        When(surname, then=F("surname_core")),
        When(given, then=Concat("given", BETWEEN, "full_name")),
        default=F("full_name"),
    )
    last = contacts.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        # Each row that changes is written into five indexes; one without parts is as it was.
        some = contacts.filter(surname | given, pk__range=(start, start + AT_ONCE - 1))
        some.exclude(sort_name=Left(name, 220)).update(sort_name=Left(name, 220))


class Migration(migrations.Migration):
    # Nobody waits while it runs, and an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0031_listed_within_a_country")]

    operations = [migrations.RunPython(write_sort_names, migrations.RunPython.noop)]
