from django.db import migrations

from crm.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("contacts", "0035_culture_notes")]

    operations = [append_only("contacts_cultureversion")]
