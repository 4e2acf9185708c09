from django.db import migrations
from django.db.models import Case, Value, When

from crm.append_only import append_only


def tell_the_states(apps, schema_editor):
    """Files of before were read when they were brought."""
    state = Case(When(imported_at__isnull=True, then=Value("read")), default=Value("imported"))
    apps.get_model("sales", "RateFile").objects.using(schema_editor.connection.alias).update(state=state)


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_budget_rates_and_states_of_files")]

    operations = [append_only("sales_budgetrate"), migrations.RunPython(tell_the_states, migrations.RunPython.noop)]
