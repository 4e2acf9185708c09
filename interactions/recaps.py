"""A recap in words: the mail to the customer, its link, and what is asked of which entries of the timeline."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.models import Interaction, Kind, Recap
from outreach import rules
from outreach.actions.planning import step_of
from outreach.engine import RenderError, variables_in
from outreach.languages import customers_languages
from outreach.models import Message
from outreach.rendering import Rendered, Words, preview, template_words
from staff import tokens
from staff.models import Organisation, TokenPurpose, User

NEXT_STEPS = "next_steps"
_PARAGRAPHS = re.compile(r"\n\s*\n")
_GAP = re.compile(r"\{\{\s*(points|next_steps)\s*\}\}")
# Two braces would be a variable of the mail, and a percent sign beside one a tag.
_MARKS = re.compile(r"\{(?=[{%])|[}%](?=\})")


def recap_words(contact: Contact, points: Sequence[str], next_steps: str, organisation: Organisation) -> Words:
    """The house's words for a recap in the customer's language, around what was understood and what we do next.

    Raise RenderError where the house has no such words.
    """
    template = step_of(rules.RECAP).template
    if template is None:
        raise RenderError(_("The mail has no text."))
    words = template_words(template, customers_languages(contact, organisation))
    gaps = {"points": "\n".join(f"• {point}" for point in points), NEXT_STEPS: next_steps}
    shown = [part for part in _PARAGRAPHS.split(words.body) if next_steps or NEXT_STEPS not in variables_in(part)]
    body = _GAP.sub(lambda found: _plain(gaps[found[1]]), "\n\n".join(shown))
    return Words(words.language, words.subject, body)


def _plain(text: str) -> str:
    """Such that nothing of it is taken for a variable."""
    return _MARKS.sub(r"\g<0> ", text)


def preview_recap(contact: Contact, words: Words, *, sender: User, organisation: Organisation) -> Rendered:
    """The mail as it would leave; nothing is planned and no link issued."""
    message = Message(step=step_of(rules.RECAP), contact=contact, subject=words.subject, body=words.body, sender=sender)
    message.purpose = message.step.journey.purpose
    return preview(message, organisation=organisation)


def mail_variables(message: Message, now: datetime) -> dict[str, str]:
    """The customer's link, issued anew each time the mail is rendered: a try that may have arrived keeps its own."""
    recap = Recap.objects.get(message=message)
    token = tokens.issue(TokenPurpose.RECAP, subject_id=recap.pk, expires_at=recap.expires_at, now=now)
    return {"recap_url": settings.PUBLIC_URL + reverse("interactions:recap_page", args=[token])}


def tell_recaps(entries: Iterable[Interaction], *, by: User, may_send: bool) -> None:
    """Tell each entry its recap, as `told_recap`: the one that was sent of it, or the one that it is the answer to.

    `may_send` is whether the reader may send one, for entries that have points and no recap that left. Who wrote a
    tense one is offered a debrief.
    """
    rows = list(entries)
    answered = {entry.pk: entry.params.get("recap") for entry in rows if entry.kind == Kind.RECAP}
    wanted = Q(interaction__in=rows) | Q(pk__in=answered.values())
    recaps = list(Recap.objects.filter(wanted).select_related("message").prefetch_related("answers")) if rows else []
    of_entry, by_pk = {recap.interaction_id: recap for recap in recaps}, {recap.pk: recap for recap in recaps}
    for entry in rows:
        entry.told_recap = by_pk.get(answered[entry.pk]) if entry.pk in answered else of_entry.get(entry.pk)
        entry.may_send_recap = may_send and bool(entry.points)
        entry.may_debrief = entry.is_tense and entry.by_id == by.pk
