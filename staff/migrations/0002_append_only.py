from django.db import migrations

from crm.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [append_only("staff_auditentry")]
