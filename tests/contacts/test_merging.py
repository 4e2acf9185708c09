"""Every table that belongs to a contact goes along with a merge: a new one fails here until somebody thought of it."""

from django.apps import apps

from contacts.models import Contact

# Moved by `carry`, in the receivers of its room.
CARRIED = {
    *(
        "contacts.CustomValue.contact",
        "contacts.Fact.contact",
        "contacts.Employment.contact",
        "contacts.CustomerGoal.contact",
    ),
    *("contacts.Relation.contact", "contacts.Relation.other"),
    *("contacts.ContactPoint.contact", "contacts.ImportantDate.contact", "contacts.StageChange.contact"),
    *("contacts.Contact.referred_by", "outreach.Message.contact", "outreach.Hold.contact"),
    *("interactions.Interaction.contact", "interactions.FollowUp.contact"),
    *("sales.Purchase.contact", "sales.Contract.contact", "feedback.Invitation.contact"),
    *("loyalty.Referral.advocate", "loyalty.Referral.referee"),
}
# Kept where it is, because …
STAYS = {
    "contacts.Consent.contact": "what was said is append-only; the stricter answer is said again by the survivor",
    "contacts.Contact.merged_into": "it says where the merged one went",
    "contacts.Merge.survivor": "it is the record of the merge",
    "contacts.Merge.merged": "it is the record of the merge",
    "contacts.SegmentMembership.contact": "who is gone leaves each segment with the next count",
    "contacts.BulkRow.contact": "undoing a change of many leaves alone who is gone",
    "contacts.ImportTrace.contact": "undoing an import leaves alone who is gone",
    "contacts.DuplicatePair.one": "the queue shows nobody who is gone",
    "contacts.DuplicatePair.other": "the queue shows nobody who is gone",
    "loyalty.Account.contact": "points are transferred by entries, and an account is never handed on",
}


def test_each_column_that_names_a_contact_is_thought_of():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is Contact
    }
    assert named == CARRIED | STAYS.keys()
