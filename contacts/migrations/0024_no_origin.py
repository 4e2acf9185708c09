from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contacts", "0023_one_source")]

    operations = [migrations.RemoveField(model_name="contact", name="origin")]
