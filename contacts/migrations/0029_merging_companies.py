import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0028_old_company_keys"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name='company',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged_from', to='contacts.company'),
        ),
        migrations.CreateModel(
            name='CompanyMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_into', to='contacts.company', verbose_name='merged')),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='contacts.company', verbose_name='stays')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'merge of companies',
                'verbose_name_plural': 'merges of companies',
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='companymerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='contacts_company_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='companymerge',
            constraint=models.CheckConstraint(condition=models.Q(('survivor', models.F('merged')), _negated=True), name='contacts_company_merge_of_two'),
        ),
        migrations.CreateModel(
            name='CompanyMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=60, verbose_name='table')),
                ('columns', models.JSONField(default=list, verbose_name='columns')),
                ('before', models.JSONField(default=list, verbose_name='before')),
                ('after', models.JSONField(default=list, verbose_name='after')),
                ('ids', models.JSONField(default=list, verbose_name='rows')),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='contacts.companymerge', verbose_name='merge of companies')),
            ],
            options={
                'verbose_name': 'move of a merge of companies',
                'verbose_name_plural': 'moves of merges of companies',
                'ordering': ['id'],
            },
        ),
    ]
