from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0024_no_origin")]

    operations = [
        migrations.AddField(
            "fact", "search_key", models.TextField(blank=True, db_default="", default="", editable=False)
        ),
    ]
