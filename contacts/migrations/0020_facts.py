import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0019_where_from'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('words', models.CharField(max_length=200, verbose_name='question')),
                ('words_en', models.CharField(max_length=200, null=True, verbose_name='question')),
                ('words_ru', models.CharField(max_length=200, null=True, verbose_name='question')),
                ('words_cs', models.CharField(max_length=200, null=True, verbose_name='question')),
                ('words_da', models.CharField(max_length=200, null=True, verbose_name='question')),
                ('words_lt', models.CharField(max_length=200, null=True, verbose_name='question')),
                ('words_ar', models.CharField(max_length=200, null=True, verbose_name='question')),
                ('kind', models.CharField(choices=[('need', 'need'), ('interest', 'interest'), ('preference', 'preference'), ('life', 'life context'), ('once', 'why they bought only once')], default='need', max_length=10, verbose_name='its answer is a')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_offered', models.BooleanField(default=True, verbose_name='is asked')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'question about needs',
                'verbose_name_plural': 'questions about needs',
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['need', 'interest', 'preference', 'life', 'once'])), name='contacts_question_kind')],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('kind', models.CharField(choices=[('need', 'need'), ('interest', 'interest'), ('preference', 'preference'), ('life', 'life context'), ('once', 'why they bought only once')], default='need', max_length=10, verbose_name='kind')),
                ('text', models.CharField(max_length=500, verbose_name='in words')),
                ('folded', models.CharField(blank=True, editable=False, max_length=250)),
                ('source', models.CharField(choices=[('told', 'told by the customer'), ('survey', 'from a survey'), ('impression', 'a colleague’s impression'), ('import', 'from an import'), ('public', 'publicly known')], default='told', max_length=10, verbose_name='source')),
                ('known_since', models.DateField(verbose_name='known since')),
                ('group', models.CharField(choices=[('basic', 'who sees the customer'), ('contact', 'who sees addresses and numbers'), ('sensitive', 'who sees what is sensitive')], default='basic', max_length=9, verbose_name='seen by')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='ask again after')),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='holds no more since')),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='contacts.company', verbose_name='company')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='contacts.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('retired_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answers', to='contacts.needquestion', verbose_name='answer to')),
            ],
            options={
                'verbose_name': 'known fact',
                'verbose_name_plural': 'known facts',
                'ordering': ['-known_since', '-id'],
                'indexes': [models.Index(fields=['contact', 'kind'], name='contacts_fact_contact'), models.Index(condition=models.Q(('retired_at__isnull', True)), fields=['kind', 'folded'], name='contacts_fact_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('company__isnull', True), ('contact__isnull', False)), models.Q(('company__isnull', False), ('contact__isnull', True)), _connector='OR'), name='contacts_fact_of_one'), models.CheckConstraint(condition=models.Q(('kind__in', ['need', 'interest', 'preference', 'life', 'once'])), name='contacts_fact_kind'), models.CheckConstraint(condition=models.Q(('source__in', ['told', 'survey', 'impression', 'import', 'public'])), name='contacts_fact_source'), models.CheckConstraint(condition=models.Q(('group__in', ['basic', 'contact', 'sensitive'])), name='contacts_fact_group'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='contacts_fact_has_words'), models.CheckConstraint(condition=models.Q(('company__isnull', True), ('kind__in', ('need', 'interest', 'preference')), _connector='OR'), name='contacts_fact_fits_company'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'life'), _negated=True), ('group', 'sensitive'), _connector='OR'), name='contacts_fact_life_guarded'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gte', models.F('known_since')), _connector='OR'), name='contacts_fact_dates_forwards')],
            },
        ),
    ]
