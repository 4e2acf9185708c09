from django.db import migrations

from crm.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("interactions", "0012_promises")]

    operations = [append_only("interactions_promisedeed")]
