"""What contacts does when staff announces a fact."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from contacts.actions.culture import install_notes
from contacts.actions.questions import install_questions
from contacts.actions.relations import install_relation_kinds
from contacts.models import Company, Contact, Segment
from staff import audit
from staff.models import Share, User
from staff.people import Belonging
from staff.signals import belongings_asked, colleague_left, organisation_founded


@receiver(organisation_founded, dispatch_uid="contacts.install")
def install_first_words(now: datetime, **kwargs: Any) -> None:
    install_questions(now=now)
    install_relation_kinds(now=now)
    install_notes(now=now)


@receiver(belongings_asked, dispatch_uid="contacts.belongings")
def count_belongings(user: User, **kwargs: Any) -> list[Belonging]:
    return [
        Belonging(_("Contacts"), Contact.objects.filter(owner=user).count()),
        Belonging(_("Companies"), Company.objects.filter(owner=user).count()),
        Belonging(_("Segments"), Segment.objects.filter(owner=user).count()),
    ]


@receiver(colleague_left, dispatch_uid="contacts.hand_over")
def hand_over(user: User, successor: User | None, by: User, now: datetime, **kwargs: Any) -> None:
    """Everything that is owned, in the bin too; what stood in the team of who leaves stands in the successor's.

    What was lent to who leaves is taken back. The entry is about a colleague, so who configures reads it too: it
    counts, and the ids are kept with the values.
    """
    Share.objects.filter(user=user, ended_at__isnull=True).update(ended_at=now)
    if successor is None:
        return
    moved = {"contacts": _give(Contact, user, successor), "companies": _give(Company, user, successor)}
    segments = Segment.objects.filter(owner=user)
    moved["segments"] = list(segments.order_by("pk").values_list("pk", flat=True))
    segments.update(owner=successor)
    if any(moved.values()):
        audit.record(
            "contacts.hand_over",
            by=by,
            subject=user,
            detail={"successor": successor.pk, **{kind: len(ids) for kind, ids in moved.items()}},
            values={"changes": {kind: [ids, []] for kind, ids in moved.items() if ids}},
            now=now,
        )


def _give(model: type[Model], user: User, successor: User) -> list[int]:
    owned = model._default_manager.filter(owner=user)
    ids = list(owned.order_by("pk").values_list("pk", flat=True))
    if successor.team_id and successor.team_id != user.team_id:
        owned.filter(team=user.team_id).update(team=successor.team_id)
    owned.update(owner=successor)
    return ids
