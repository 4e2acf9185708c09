from django.db import migrations

AT_ONCE = 1_000
LONGEST_CAMPAIGN = 120
CODES = {
    "recommendation": "recommendation",
    "trade fair": "fair",
    "website": "website",
    "cold call": "call",
    "magazine": "advert",
    "purchases": "purchases",
}


def said_once(source, campaign, origin):
    """Source and campaign of a contact that said in words, too, where it came from.

    Words of which there is a code are said by the code; others go on in those of the campaign.
    """
    code = CODES.get(origin, "")
    if code and source in ("", code):
        return code, campaign
    words = campaign if origin in campaign else " · ".join(filter(None, (campaign, origin)))
    return source or "other", words[:LONGEST_CAMPAIGN]


def say_once(apps, schema_editor):
    contacts = apps.get_model("contacts", "Contact").objects.using(schema_editor.connection.alias)
    told = contacts.exclude(origin="")
    last = told.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, AT_ONCE):
        some = list(told.filter(pk__range=(start, start + AT_ONCE - 1)).only("source", "campaign", "origin"))
        for contact in some:
            contact.source, contact.campaign = said_once(contact.source, contact.campaign, contact.origin)
        contacts.bulk_update(some, ["source", "campaign"], batch_size=200)


class Migration(migrations.Migration):
    # Nobody waits while it runs, and an interrupted run may be repeated.
    atomic = False
    dependencies = [("contacts", "0022_goals")]

    operations = [migrations.RunPython(say_once, migrations.RunPython.noop)]
