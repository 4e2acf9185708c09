import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0020_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RelationKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('between', models.CharField(choices=[('people', 'two people'), ('company', 'a person and a company')], default='people', max_length=7, verbose_name='between')),
                ('forward', models.CharField(max_length=80, verbose_name='words')),
                ('forward_en', models.CharField(max_length=80, null=True, verbose_name='words')),
                ('forward_ru', models.CharField(max_length=80, null=True, verbose_name='words')),
                ('forward_cs', models.CharField(max_length=80, null=True, verbose_name='words')),
                ('forward_da', models.CharField(max_length=80, null=True, verbose_name='words')),
                ('forward_lt', models.CharField(max_length=80, null=True, verbose_name='words')),
                ('forward_ar', models.CharField(max_length=80, null=True, verbose_name='words')),
                ('backward', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, verbose_name='words from the other side')),
                ('backward_en', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, null=True, verbose_name='words from the other side')),
                ('backward_ru', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, null=True, verbose_name='words from the other side')),
                ('backward_cs', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, null=True, verbose_name='words from the other side')),
                ('backward_da', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, null=True, verbose_name='words from the other side')),
                ('backward_lt', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, null=True, verbose_name='words from the other side')),
                ('backward_ar', models.CharField(blank=True, help_text='Empty: the same words from both sides.', max_length=80, null=True, verbose_name='words from the other side')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_offered', models.BooleanField(default=True, verbose_name='is offered')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'kind of relation',
                'verbose_name_plural': 'kinds of relations',
                'ordering': ['between', 'position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('between__in', ['people', 'company'])), name='contacts_relationkind_between')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='contacts.company', verbose_name='company')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='contacts.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='relations_back', to='contacts.contact', verbose_name='other contact')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations', to='contacts.relationkind', verbose_name='kind')),
            ],
            options={
                'verbose_name': 'relation',
                'verbose_name_plural': 'relations',
                'ordering': ['kind', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('company__isnull', True), ('other__isnull', False)), models.Q(('company__isnull', False), ('other__isnull', True)), _connector='OR'), name='contacts_relation_two_ends'), models.CheckConstraint(condition=models.Q(('other__isnull', True), models.Q(('other', models.F('contact')), _negated=True), _connector='OR'), name='contacts_relation_not_to_oneself'), models.UniqueConstraint(fields=('contact', 'other', 'kind'), name='contacts_relation_once'), models.UniqueConstraint(fields=('contact', 'company', 'kind'), name='contacts_relation_once_company')],
            },
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job_title', models.CharField(blank=True, max_length=150, verbose_name='job title')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='contacts.company', verbose_name='company')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='contacts.contact', verbose_name='contact')),
            ],
            options={
                'verbose_name': 'employment',
                'verbose_name_plural': 'employments',
                'ordering': [models.OrderBy(models.F('until'), descending=True, nulls_first=True), '-id'],
                'indexes': [models.Index(fields=['company', '-until'], name='contacts_job_company')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('contact',), name='contacts_job_one_at_present'), models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='contacts_job_forwards')],
            },
        ),
    ]
