from django.db import migrations

BUILT_IN = {
    "stage": "awareness exploration expansion commitment dissolution",
    "exit_reason": "needs alternative dissatisfied other",
    "channel": "email phone messenger post",
    "industry": "agriculture building education energy finance health hospitality it making media public services trade "
    "transport other",
    "size_band": "1-9 10-49 50-249 250+",
    "role": "customer partner lead press other",
    "source": "recommendation website fair advert social call partner other",
}


def list_them(apps, schema_editor):
    """Each built-in code has a row without a label of its own, so that administrators find what they may rename."""
    labels = apps.get_model("contacts", "Label").objects.using(schema_editor.connection.alias)
    for of, codes in BUILT_IN.items():
        for position, code in enumerate(codes.split()):
            labels.get_or_create(of=of, code=code, defaults={"position": position})


class Migration(migrations.Migration):
    dependencies = [("contacts", "0018_labels")]

    operations = [migrations.RunPython(list_them, migrations.RunPython.noop)]
