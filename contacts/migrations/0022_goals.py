import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0021_ties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('words', models.CharField(max_length=200, verbose_name='what they want to reach')),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='number today')),
                ('target', models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='number to reach')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='counted in')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('state', models.CharField(choices=[('open', 'open'), ('reached', 'reached'), ('not_reached', 'not reached'), ('dropped', 'dropped')], default='open', max_length=11, verbose_name='state')),
                ('reviewed_on', models.DateField(editable=False, verbose_name='last looked at on')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='contacts.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'goal of a customer',
                'verbose_name_plural': 'goals of customers',
                'ordering': ['due_on', 'id'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['reviewed_on'], name='contacts_goal_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'reached', 'not_reached', 'dropped'])), name='contacts_goal_state'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='contacts_goal_has_words')],
            },
        ),
        migrations.CreateModel(
            name='GoalStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200, verbose_name='step')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='contacts.customergoal', verbose_name='goal')),
            ],
            options={
                'verbose_name': 'step to a goal',
                'verbose_name_plural': 'steps to goals',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('goal', 'words'), name='contacts_step_once')],
            },
        ),
    ]
