import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0029_merging_companies"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='CompanyPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.JSONField(default=list, verbose_name='evidence')),
                ('score', models.PositiveSmallIntegerField(default=0, verbose_name='strength')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found at')),
                ('dismissed_at', models.DateTimeField(blank=True, null=True, verbose_name='not the same company, since')),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='said by')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.company', verbose_name='one')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.company', verbose_name='the other')),
            ],
            options={
                'verbose_name': 'possible duplicate of a company',
                'verbose_name_plural': 'possible duplicates of companies',
                'ordering': ['-score', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='companypair',
            index=models.Index(condition=models.Q(('dismissed_at__isnull', True)), fields=['-score', 'id'], name='contacts_company_pair_queue'),
        ),
        migrations.AddConstraint(
            model_name='companypair',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='contacts_company_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='companypair',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='contacts_company_pair_in_order'),
        ),
    ]
