from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0026_search_in_needs")]

    operations = [
        migrations.AddField(
            model_name='company',
            name='name_key',
            field=models.CharField(blank=True, editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='company',
            name='site_key',
            field=models.CharField(blank=True, editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='company',
            name='sound_key',
            field=models.CharField(blank=True, editable=False, max_length=250),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['name_key'], name='contacts_company_name_key'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['sound_key'], name='contacts_company_sound_key'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['site_key'], name='contacts_company_site_key'),
        ),
    ]
