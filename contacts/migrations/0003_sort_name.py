from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_append_only")]

    operations = [
        migrations.AddField("contact", "sort_name", models.CharField(blank=True, editable=False, max_length=220, default=""), preserve_default=False),
    ]
