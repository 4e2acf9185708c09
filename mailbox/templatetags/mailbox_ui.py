"""What the pages of mails show of them."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mailbox.html import safe
from mailbox.models import MailPart, ReceivedMail

register = template.Library()


@register.filter
def formatted(mail: ReceivedMail) -> SafeString:
    """The HTML of the mail as a safe subset: made safe when it was read, and once more by the rules of today."""
    return mark_safe(safe(mail.html))


@register.simple_tag
def people(pairs: list[list[str]]) -> SafeString:
    """Name and address of each recipient."""
    return format_html_join(", ", "{}", ((person(name, address),) for name, address in pairs))


@register.simple_tag
def person(name: str, address: str) -> SafeString:
    if not name:
        return format_html("<bdi>{}</bdi>", address)
    return format_html("<bdi>{}</bdi> &lt;<bdi>{}</bdi>&gt;", name, address)


@register.filter
def size(part: MailPart) -> str:
    return filesizeformat(part.size)
