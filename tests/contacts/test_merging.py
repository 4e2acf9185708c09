"""Every table that belongs to a contact or company goes along with a merge: a new one fails here until somebody thought
of it."""

from django.apps import apps

from contacts.actions.merging_company_rows import OWN_TABLES
from contacts.models import Company, Contact

# Moved by `carry`, in the receivers of its room.
CARRIED = {
    *(
        "contacts.CustomValue.contact",
        "contacts.Fact.contact",
        "contacts.Employment.contact",
        "contacts.CustomerGoal.contact",
        "contacts.Footing.contact",
    ),
    *("contacts.Relation.contact", "contacts.Relation.other"),
    *("contacts.ContactPoint.contact", "contacts.ImportantDate.contact", "contacts.StageChange.contact"),
    *("contacts.Contact.referred_by", "outreach.Message.contact", "outreach.Hold.contact"),
    *("interactions.Interaction.contact", "interactions.FollowUp.contact", "interactions.Participant.contact"),
    *("interactions.Party.contact", "interactions.Promise.contact", "interactions.ResponseClock.contact"),
    *("interactions.Signal.contact", "interactions.Bond.contact", "interactions.Tension.contact"),
    *("interactions.Agreement.contact", "interactions.MonthlyReview.contact"),
    *("sales.Purchase.contact", "sales.Contract.contact", "feedback.Invitation.contact"),
    *("loyalty.Referral.advocate", "loyalty.Referral.referee"),
    "translating.Translation.contact",
    *("mailbox.ReceivedMail.contact", "mailbox.ReceivedMail.suggested"),
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
    "interactions.Strength.contact": "it is counted anew of both",
    "loyalty.Account.contact": "points are transferred by entries, and an account is never handed on",
}


CARRIED_OF_COMPANIES = {
    *("contacts.Contact.company", "contacts.Employment.company", "contacts.Relation.company", "contacts.Fact.company"),
    *("contacts.CustomValue.company", "contacts.Company_tags.company"),
}
STAYS_OF_COMPANIES = {
    "contacts.Company.merged_into": "it says where the merged one went",
    "contacts.CompanyMerge.survivor": "it is the record of the merge",
    "contacts.CompanyMerge.merged": "it is the record of the merge",
    "contacts.BulkRow.company": "undoing a change of many leaves alone what is gone",
    "contacts.ImportTrace.company": "undoing an import leaves alone what is gone",
    "contacts.CompanyPair.one": "the queue shows none that is gone",
    "contacts.CompanyPair.other": "the queue shows none that is gone",
}


def columns_that_name(kind, **which):
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(**which)
        for field in model._meta.local_fields
        if field.related_model is kind
    }


def test_each_column_that_names_a_contact_is_thought_of():
    assert columns_that_name(Contact) == CARRIED | STAYS.keys()


def test_each_column_that_names_a_company_is_thought_of():
    named = columns_that_name(Company, include_auto_created=True)
    assert named == CARRIED_OF_COMPANIES | STAYS_OF_COMPANIES.keys()


def test_what_is_carried_with_a_company_comes_back():
    carried = {column.rpartition(".")[0] for column in CARRIED_OF_COMPANIES}
    assert carried <= {table._meta.label for table in OWN_TABLES}
