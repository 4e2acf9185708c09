from django.db import migrations

from contacts.company_keys import name_key, site_key, sound_key

AT_ONCE = 1_000


def set_keys(apps, schema_editor):
    """Companies that are older than the keys get theirs."""
    companies = apps.get_model("contacts", "Company").objects.using(schema_editor.connection.alias)
    last = companies.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        some = list(companies.filter(pk__range=(start, start + AT_ONCE - 1), name_key="").only("name", "website"))
        for company in some:
            company.name_key, company.sound_key = name_key(company.name), sound_key(company.name)
            company.site_key = site_key(company.website)
        companies.bulk_update(some, ["name_key", "sound_key", "site_key"], batch_size=100)


class Migration(migrations.Migration):
    # Nobody waits while it runs, and an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0027_company_keys")]

    operations = [migrations.RunPython(set_keys, migrations.RunPython.noop)]
