"""Points with their sign."""

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.templatetags.crm_ui import points
from crm.text import isolated
from loyalty.models import EarnRule, EarnTrigger

register = template.Library()


@register.filter
def signed(points: int) -> str:
    """+50, −20: the sign is a word of its own to nobody, so it is never left out."""
    amount = formats.number_format(abs(points), use_l10n=True, force_grouping=True)
    if not points:
        return amount
    return isolated(f"{'+' if points > 0 else chr(0x2212)}{amount}", get_language() or "en")


@register.simple_tag
def rule_in_words(rule: EarnRule, currency: str) -> str:
    """What an event earns, as one sentence."""
    values = {
        "points": points(rule.fixed_points),
        "rate": points(int(rule.points_per_unit)) if rule.points_per_unit % 1 == 0 else _number(rule.points_per_unit),
        "currency": currency,
    }
    if rule.trigger == EarnTrigger.SURVEY:
        return _("An answered survey earns %(points)s.") % values
    if rule.fixed_points and rule.points_per_unit:
        return _("A purchase earns %(points)s, and for each %(currency)s: %(rate)s.") % values
    if rule.fixed_points:
        return _("A purchase earns %(points)s.") % values
    return _("A purchase earns for each %(currency)s: %(rate)s. Parts of a point are dropped.") % values


def _number(value: Decimal | int) -> str:
    plain = Decimal(value).normalize()
    return formats.number_format(f"{plain:f}", use_l10n=True, force_grouping=True)


@register.filter
def grouped(value: int) -> str:
    return _number(value)
