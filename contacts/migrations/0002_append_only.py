from django.db import migrations

from crm.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [append_only("contacts_consent")]
