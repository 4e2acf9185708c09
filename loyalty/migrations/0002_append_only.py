from django.db import migrations

from crm.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_initial")]

    operations = [append_only("loyalty_transaction", "loyalty_entry", "loyalty_lot", "loyalty_allocation")]
