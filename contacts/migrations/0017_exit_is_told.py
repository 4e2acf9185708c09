from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0016_old_exits")]

    operations = [
        migrations.AddConstraint(
            model_name='stagechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('after', 'dissolution'), ('exit_reason', 'unrecorded')), models.Q(('after', 'dissolution'), models.Q(('exit_reason', ''), _negated=True), ('ended_by__in', ['they', 'we', 'both']), models.Q(models.Q(('is_final', False), ('win_back_on__isnull', False)), models.Q(('is_final', True), ('win_back_on__isnull', True)), _connector='OR')), models.Q(models.Q(('after', 'dissolution'), _negated=True), ('ended_by', ''), ('exit_reason', ''), ('is_final', False), ('win_back_on__isnull', True)), _connector='OR'), name='contacts_exit_is_told'),
        ),
    ]
