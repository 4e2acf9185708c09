"""The rows of contacts itself that go along with a merge, and come back."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Q

from contacts.actions.merging_alike import carry_custom_values, carry_drafts, carry_facts, carry_shares, carry_tags
from contacts.actions.merging_company_rows import forget_where_led
from contacts.actions.stages import standing_grounds
from contacts.consent import newest_consent
from contacts.merge_choices import BIRTHDAY, Side
from contacts.merging import carry, change, give_back, note, note_made
from contacts.models import (
    Consent,
    ConsentState,
    Contact,
    ContactPoint,
    CustomerGoal,
    CustomValue,
    DateKind,
    Employment,
    Fact,
    Footing,
    ImportantDate,
    Merge,
    Relation,
    StageChange,
)
from crm.clock import local, zone
from staff.models import Draft, Organisation, Share, User

Tagged = Contact.tags.through
OWN_TABLES = (
    Contact,
    ContactPoint,
    ImportantDate,
    StageChange,
    Share,
    Draft,
    CustomValue,
    Fact,
    CustomerGoal,
    Employment,
    Relation,
    Footing,
    Tagged,
)
# How much each answer forbids; no answer forbids nothing that was said.
STRICTNESS = {
    state: strict
    for strict, state in enumerate(
        (ConsentState.UNSAID, ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED)
    )
}
BROUGHT, GIVEN_BACK = "brought", "given back"
WORDS_OF_CONSENT = (
    *("purpose", "channel", "state", "basis", "source", "wording", "wording_language", "wording_hash", "proof"),
)


def carry_rows(merge: Merge, chosen: Mapping[str, str], *, now: datetime) -> None:
    _carry_points(merge)
    _carry_dates(merge, chosen)
    _carry_stages(merge, now)
    referred = Contact.objects.filter(referred_by=merge.merged_id).exclude(pk=merge.survivor_id)
    change(merge, referred, {"referred_by_id": merge.survivor_id})
    carry_shares(merge)
    carry_drafts(merge)
    carry_custom_values(merge)
    carry_facts(merge)
    carry(merge, CustomerGoal.objects.all())
    _carry_jobs(merge, now)
    _carry_relations(merge)
    _carry_footings(merge)
    carry_tags(merge)
    carry_consents(merge, now)


def give_rows_back(merge: Merge, *, by: User, now: datetime) -> None:
    _give_consents_back(merge, by, now)
    forget_where_led(merge)
    give_back(merge, *OWN_TABLES)


def _carry_points(merge: Merge) -> None:
    """Behind the survivor's own; what both have, stays where it is."""
    theirs = ContactPoint.objects.filter(contact=merge.survivor_id)
    for kind, last in theirs.order_by().values_list("kind").annotate(last=Max("position")):
        for point in ContactPoint.objects.filter(contact=merge.merged_id, kind=kind):
            change(merge, ContactPoint.objects.filter(pk=point.pk), {"position": point.position + last + 1})
    known = {(kind, key) for kind, key in theirs.values_list("kind", "normalised")}
    mine = ContactPoint.objects.filter(contact=merge.merged_id)
    new = [point.pk for point in mine if (point.kind, point.normalised) not in known]
    carry(merge, ContactPoint.objects.filter(pk__in=new))


def _carry_dates(merge: Merge, chosen: Mapping[str, str]) -> None:
    """All but a second birthday; a chosen one changes places with the survivor's.

    Only dates of kind `other` may stand twice, so for that moment the survivor's is one.
    """
    mine, theirs = (ImportantDate.objects.filter(contact=pk) for pk in (merge.merged_id, merge.survivor_id))
    own = theirs.filter(kind=DateKind.BIRTHDAY).first()
    if own and chosen.get(BIRTHDAY) == Side.MERGED and mine.filter(kind=DateKind.BIRTHDAY).exists():
        row = ImportantDate.objects.filter(pk=own.pk)
        change(merge, row, {"kind": DateKind.OTHER.value})
        carry(merge, mine.filter(kind=DateKind.BIRTHDAY))
        change(merge, row, {"contact_id": merge.merged_id})
        change(merge, row, {"kind": DateKind.BIRTHDAY.value})
        mine = mine.exclude(kind=DateKind.BIRTHDAY)
    taken = theirs.exclude(kind=DateKind.OTHER).values_list("kind", flat=True)
    carry(merge, mine.exclude(kind__in=list(taken)))


def _carry_stages(merge: Merge, now: datetime) -> None:
    """One history of both; where it ends elsewhere than the survivor stands, the merge itself is a change."""
    carry(merge, StageChange.objects.all())
    stage = Contact.objects.values_list("stage", flat=True).get(pk=merge.survivor_id)
    newest = StageChange.objects.filter(contact=merge.survivor_id, at__lte=now).order_by("-at", "-id").first()
    if newest is not None and newest.after != stage:
        grounds = standing_grounds(merge.survivor_id, stage)
        made = StageChange.objects.create(
            contact_id=merge.survivor_id,
            at=now,
            before=newest.after,
            after=stage,
            by=merge.by,
            **grounds.columns(stage),
        )
        note_made(merge, made)


def _carry_jobs(merge: Merge, now: datetime) -> None:
    """One history of both; of two present jobs the one that the survivor has now goes on."""
    present = Contact.objects.values_list("company", flat=True).get(pk=merge.survivor_id)
    theirs, mine = (Employment.objects.filter(contact=pk) for pk in (merge.survivor_id, merge.merged_id))
    today = local(now, zone(Organisation.current().time_zone)).date()
    for person, jobs in ((merge.survivor, theirs), (merge.merged, mine)):
        if person.company_id not in (None, present) and not jobs.filter(until__isnull=True).exists():
            job = {"company_id": person.company_id, "job_title": person.job_title, "until": today}
            note_made(merge, Employment.objects.create(contact=merge.survivor, **job))
        left = jobs.filter(until__isnull=True).exclude(company=present)
        change(merge, left.filter(Q(since__isnull=True) | Q(since__lte=today)), {"until": today})
    if theirs.filter(until__isnull=True).exists():
        mine = mine.filter(until__isnull=False)
    carry(merge, mine)


def _carry_relations(merge: Merge) -> None:
    """To whom either belongs, the one person does; what both have, or had to each other, stays where it is.

    So does what is said of a company that is part of another: two merges undone in any order never meet in one row.
    """
    ends = ("contact_id", "other_id")
    for column, far in (ends, ends[::-1]):
        known = Relation.objects.filter(**{column: merge.survivor_id})
        taken = set(known.values_list("kind", far, "company"))
        mine = Relation.objects.filter(**{column: merge.merged_id}, company__merged_into__isnull=True)
        mine = mine.exclude(**{far: merge.survivor_id})
        new = [pk for pk, *end in mine.values_list("pk", "kind", far, "company") if tuple(end) not in taken]
        carry(merge, Relation.objects.filter(pk__in=new), column)


def _carry_footings(merge: Merge) -> None:
    """Of teams that stood with both, what they had with the survivor holds."""
    taken = Footing.objects.filter(contact=merge.survivor_id).values_list("team", flat=True)
    carry(merge, Footing.objects.exclude(team__in=list(taken)))


def carry_consents(merge: Merge, now: datetime, *, since: datetime | None = None) -> None:
    """The stricter answer holds. What was said stays where it was said, and is said again by the survivor."""
    said_there = Consent.objects.filter(contact=merge.merged_id).order_by()
    pairs = (said_there.filter(at__gt=since) if since else said_there).values_list("purpose", "channel")
    for purpose, channel in sorted(set(pairs)):
        theirs, mine = (newest_consent(one, purpose, channel, now) for one in (merge.survivor, merge.merged))
        if mine is not None and _strictness(mine) > _strictness(theirs):
            said = _say(merge.survivor, mine, merge.by, now)
            note(merge, Consent, [said.pk], columns=[BROUGHT], before=[theirs.pk if theirs else None])


def _give_consents_back(merge: Merge, by: User, now: datetime) -> None:
    """Unless they said something since, the survivor's answer is again what it was: nothing is ever taken away."""
    for move in merge.moves.filter(table=Consent._meta.label, columns=[BROUGHT]).order_by("-pk"):
        brought = Consent.objects.get(pk=move.ids[0])
        if newest_consent(merge.survivor, brought.purpose, brought.channel, now) != brought:
            continue
        before = Consent.objects.filter(pk=move.before[0]).first()
        said = _say(merge.survivor, before or brought, by, now, state=before.state if before else ConsentState.UNSAID)
        note(merge, Consent, [said.pk], columns=[GIVEN_BACK])


def _say(contact: Contact, as_in: Consent, by: User, now: datetime, *, state: str = "") -> Consent:
    words = {name: getattr(as_in, name) for name in WORDS_OF_CONSENT}
    return Consent.objects.create(**{**words, "state": state or as_in.state}, contact=contact, at=now, by=by)


def _strictness(said: Consent | None) -> int:
    return STRICTNESS[ConsentState(said.state)] if said else 0
