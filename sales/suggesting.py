"""What sales knows of what to offer a customer next: products that a need names, and how the last purchase does."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.suggesting import Asked, Suggestion
from crm.clock import local, zone
from crm.text import fold, search_tokens
from sales.models import Product, Purchase
from staff.policy import Action, can

# By then they have used it, and still know what they miss.
ASK_AFTER = timedelta(days=30)
# A shorter word is in every second name.
SHORTEST_WORD = 4


def suggestions(asked: Asked) -> Iterator[Suggestion]:
    if can(asked.user, Action.VIEW_SALES, asked.contact):
        yield from _fitting_products(asked)
        yield from _after_the_last_purchase(asked)


def _fitting_products(asked: Asked) -> Iterator[Suggestion]:
    """Products on sale of whose name a word stands in an open need."""
    if not asked.needs:
        return
    for product in Product.objects.filter(is_active=True).order_by("code"):
        words = {word for word in search_tokens(str(product)) if len(word) >= SHORTEST_WORD}
        need = next((need for need in asked.needs if words & set(fold(need.text).split())), None)
        if need is not None:
            why = _("It fits the need: %(need)s") % {"need": need.text}
            yield Suggestion(_("Offer %(product)s") % {"product": product}, why, asked.on)


def _after_the_last_purchase(asked: Asked) -> Iterator[Suggestion]:
    bought = Purchase.objects.qualifying().filter(contact=asked.contact).select_related("product")
    last = bought.order_by("-ordered_at", "-pk").first()
    if last is None:
        return
    ordered_on = local(last.ordered_at, zone(asked.user.time_zone)).date()
    what = _("Ask how %(product)s does, and what goes with it") % {"product": last.product or last.number}
    why = _("Their last purchase was on %(day)s.") % {"day": date_format(ordered_on, "SHORT_DATE_FORMAT")}
    yield Suggestion(what, why, max(asked.on, ordered_on + ASK_AFTER))
