"""Keeping what is typed, and letting it go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from crm.conflicts import LONGEST_SEEN
from crm.text import storable
from staff.audit import customer_of
from staff.drafts import Place, is_reached
from staff.models import Draft, Submit, User
from staff.once import FIELD

KEPT_DAYS, MOST_DRAFTS = 30, 50
MOST_FIELDS, MOST_PARTS = 300, 100
# Never kept, whatever a form calls it.
SECRETS = ("password", "token", "secret")
NOT_TYPED = frozenset({"csrfmiddlewaretoken", FIELD, "key", "draft_of"})


@transaction.atomic
def keep_draft(*, by: User, place: Place, typed: QueryDict, now: datetime | None = None) -> Draft | None:
    """Keep what is typed in place of what was kept before; nothing where the form was saved meanwhile.

    Of a colleague's drafts the newest 50 are kept.
    """
    if Submit.objects.filter(user=by, key=storable(typed.get(FIELD, ""), 36)).exists():
        return None
    subject = place.subject
    kept = {
        "subject_type": subject._meta.label if subject else "",
        "customer_id": customer_of(subject),
        "fields": fields_of(typed),
        "saved_at": now or timezone.now(),
    }
    draft, _made = Draft.objects.update_or_create(
        user=by, page=place.page, subject_id=subject.pk if subject else 0, defaults=kept
    )
    oldest = by.drafts.order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_DRAFTS:]
    Draft.objects.filter(pk__in=list(oldest)).delete()
    return draft


def fields_of(typed: QueryDict) -> dict[str, list[str]]:
    """What a browser sent of a form, as it can be stored; neither keys nor secrets."""
    names = [name for name in typed if name not in NOT_TYPED and not any(word in name for word in SECRETS)]
    return {
        storable(name, 100): [storable(part, LONGEST_SEEN) for part in typed.getlist(name)[:MOST_PARTS]]
        for name in names[:MOST_FIELDS]
    }


def forget_drafts(*, now: datetime) -> dict[str, int]:
    """Let go what nobody came back to in 30 days, and what its writer reaches no more."""
    old, _by_kind = Draft.objects.filter(saved_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    lost = [draft.pk for draft in Draft.objects.select_related("user").iterator() if not is_reached(draft)]
    unreached, _by_kind = Draft.objects.filter(pk__in=lost).delete()
    return {"old": old, "unreached": unreached}
