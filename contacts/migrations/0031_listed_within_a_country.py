from django.db import migrations

from crm.postgres_indexes import by_language, postgres_indexes


class Migration(migrations.Migration):
    # Nobody waits while it runs.
    atomic = False
    dependencies = [("contacts", "0030_pairs_of_companies")]

    operations = [
        postgres_indexes(*by_language("contacts_contact", "sort_name", "stage", name="within", within="country")),
    ]
