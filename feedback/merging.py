"""What a merge of contacts does to invitations, and so to responses and answers, and its undoing."""

from django.db.models import Exists, OuterRef

from contacts.merging import carry_all, change, give_back
from contacts.models import Merge
from feedback.models import Invitation

LONGEST_WAVE = 60


def carry_invitations(merge: Merge) -> None:
    """Who was asked twice in one wave stays asked twice: the second wave is named after the merge."""
    same = Invitation.objects.filter(contact=merge.survivor_id, survey=OuterRef("survey"), wave=OuterRef("wave"))
    for invitation in Invitation.objects.filter(Exists(same), contact=merge.merged_id).order_by("pk"):
        wave = f"{invitation.wave[:LONGEST_WAVE]}~{merge.pk}"
        change(merge, Invitation.objects.filter(pk=invitation.pk), {"wave": wave})
    carry_all(merge, Invitation)


def give_invitations_back(merge: Merge) -> None:
    give_back(merge, Invitation)
