import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0017_exit_is_told")]

    operations = [
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('stage', 'stages'), ('exit_reason', 'reasons for an exit'), ('channel', 'channels'), ('industry', 'industries of companies'), ('size_band', 'sizes of companies'), ('role', 'roles of contacts'), ('source', 'sources of contacts')], max_length=12, verbose_name='list')),
                ('code', models.CharField(help_text='Stands in the rows and never changes.', max_length=40, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9+_-]*$', 'Small letters of the alphabet, digits, + - and _.')], verbose_name='code')),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='label')),
                ('label_en', models.CharField(blank=True, max_length=80, null=True, verbose_name='label')),
                ('label_ru', models.CharField(blank=True, max_length=80, null=True, verbose_name='label')),
                ('label_cs', models.CharField(blank=True, max_length=80, null=True, verbose_name='label')),
                ('label_da', models.CharField(blank=True, max_length=80, null=True, verbose_name='label')),
                ('label_lt', models.CharField(blank=True, max_length=80, null=True, verbose_name='label')),
                ('label_ar', models.CharField(blank=True, max_length=80, null=True, verbose_name='label')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_hidden', models.BooleanField(default=False, help_text='Not offered any more; it stays where it stands.', verbose_name='hidden')),
            ],
            options={
                'verbose_name': 'label',
                'verbose_name_plural': 'labels',
                'ordering': ['of', 'position', 'id'],
                'constraints': [
                    models.UniqueConstraint(fields=('of', 'code'), name='contacts_label_once', violation_error_message='The list has this code already.'),
                    models.CheckConstraint(condition=models.Q(('of__in', ['stage', 'exit_reason', 'channel', 'industry', 'size_band', 'role', 'source'])), name='contacts_label_of_a_list'),
                ],
            },
        ),
    ]
