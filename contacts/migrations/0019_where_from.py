from django.db import migrations, models

import contacts.models.contact
import staff.models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0018_labels"), ("staff", "0007_saved_views")]

    operations = [
        migrations.AddField(
            model_name='company',
            name='industry',
            field=models.CharField(blank=True, max_length=40, verbose_name='industry'),
        ),
        migrations.AddField(
            model_name='company',
            name='size_band',
            field=models.CharField(blank=True, max_length=40, verbose_name='size'),
        ),
        migrations.AddField(
            model_name='contact',
            name='acquisition_cost',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True, verbose_name='cost of winning them'),
        ),
        migrations.AddField(
            model_name='contact',
            name='acquisition_currency',
            field=models.CharField(blank=True, max_length=3, validators=[staff.models.validate_currency], verbose_name='currency of the cost'),
        ),
        migrations.AddField(
            model_name='contact',
            name='campaign',
            field=models.CharField(blank=True, max_length=120, verbose_name='campaign'),
        ),
        migrations.AddField(
            model_name='contact',
            name='referrer_name',
            field=models.CharField(blank=True, help_text='Somebody who is not among the contacts.', max_length=200, verbose_name='referred by, in words'),
        ),
        migrations.AddField(
            model_name='contact',
            name='roles',
            field=models.JSONField(blank=True, default=contacts.models.contact.default_roles, verbose_name='roles'),
        ),
        migrations.AddField(
            model_name='contact',
            name='source',
            field=models.CharField(blank=True, max_length=40, verbose_name='source'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acquisition_cost__isnull', True), ('acquisition_currency', '')), models.Q(('acquisition_cost__gte', 0), ('acquisition_cost__isnull', False), models.Q(('acquisition_currency', ''), _negated=True)), _connector='OR'), name='contacts_cost_has_currency', violation_error_message='A cost is not below zero, and has its currency.'),
        ),
    ]
