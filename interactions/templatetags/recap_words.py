"""What the timeline says of recaps: of the entry that was recapped, and of the customer's answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.templatetags.crm_ui import icon
from interactions.models import Interaction, Kind, Recap

BADGE = '<span class="badge-word {}">{}{}</span>'
LINK = '<a href="{}">{}{}</a>'
CORRECTED = '<div class="small"><bdi>{}</bdi> {} <bdi class="fw-medium">{}</bdi></div>'
REMARK = '<div class="entry-body"><bdi>{}</bdi></div>'


def recap_badges(entry: Interaction) -> Iterator[SafeString]:
    recap: Recap | None = entry.told_recap
    if recap is None:
        return
    answer = recap.answer
    if recap.never_left:
        yield format_html(BADGE, "is-unknown", icon("mail-off"), _("recap not sent"))
    elif answer is None:
        yield format_html(BADGE, "is-unknown", icon("clock"), _("recap not answered yet"))
    elif answer.is_correction:
        yield format_html(BADGE, "is-no", icon("edit"), _("the customer corrected it"))
    else:
        yield format_html(BADGE, "is-yes", icon("circle-check"), _("the customer confirmed it"))


def recap_lines(entry: Interaction) -> Iterator[SafeString]:
    """The corrections, and the remark where it is the answer's own entry."""
    recap: Recap | None = entry.told_recap
    if recap is not None and recap.answer is not None:
        yield from _answer_lines(entry, recap)


def recap_links(entry: Interaction) -> Iterator[SafeString]:
    """Where to go on from the entry."""
    recap: Recap | None = entry.told_recap
    if recap is not None:
        address = reverse("interactions:recap_detail", args=[recap.pk])
        yield format_html(LINK, address, icon("list-check", css="icon-inline"), _("The recap"))
    if entry.may_send_recap and (recap is None or recap.never_left):
        address = reverse("interactions:recap_send", args=[entry.pk])
        yield format_html(LINK, address, icon("send", css="icon-inline"), _("Send a recap"))
    if entry.may_debrief:
        address = reverse("interactions:debrief_write", args=[entry.pk])
        yield format_html(LINK, address, icon("lock", css="icon-inline"), _("Private debrief"))


def _answer_lines(entry: Interaction, recap: Recap) -> Iterator[SafeString]:
    answer = recap.answer
    assert answer is not None, "asked of answered recaps alone"
    for point, correction in answer.by_point():
        if correction:
            yield format_html(CORRECTED, point, icon("arrow-right", css="icon-inline"), correction)
    if answer.remark and entry.kind == Kind.RECAP:
        yield format_html(REMARK, answer.remark)
