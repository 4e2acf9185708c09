"""The words that every house starts with; administrators rename, hide and add to them (`contacts.labels`)."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.data.codes import CUSTOMER
from contacts.models.consent import Channel
from contacts.models.stage import ExitReason, Stage


class LabelList(models.TextChoices):
    """The lists of words that an administrator keeps."""

    STAGE = "stage", _("stages")
    EXIT_REASON = "exit_reason", _("reasons for an exit")
    CHANNEL = "channel", _("channels")
    INDUSTRY = "industry", _("industries of companies")
    SIZE_BAND = "size_band", _("sizes of companies")
    ROLE = "role", _("roles of contacts")
    SOURCE = "source", _("sources of contacts")


# Their codes mean something to the program: none can be added.
CLOSED = (LabelList.STAGE, LabelList.CHANNEL)
INDUSTRIES: dict[str, Promise] = {
    "agriculture": _("Agriculture and food"),
    "building": _("Building and property"),
    "education": _("Education and research"),
    "energy": _("Energy and water"),
    "finance": _("Finance and insurance"),
    "health": _("Health and care"),
    "hospitality": _("Hotels and restaurants"),
    "it": _("Software and communication"),
    "making": _("Manufacturing"),
    "media": _("Media and culture"),
    "public": _("Public administration"),
    "services": _("Services for companies"),
    "trade": _("Trade"),
    "transport": _("Transport and storage"),
    "other": _("Another industry"),
}
SIZE_BANDS: dict[str, Promise] = {
    "1-9": _("1 to 9 people"),
    "10-49": _("10 to 49 people"),
    "50-249": _("50 to 249 people"),
    "250+": _("250 people and more"),
}
ROLES: dict[str, Promise] = {
    CUSTOMER: _("Customer"),
    "partner": _("Partner"),
    "lead": _("Lead"),
    "press": _("Press"),
    "other": _("Others"),
}
SOURCES: dict[str, Promise] = {
    "recommendation": _("Recommendation"),
    "website": _("Website"),
    "fair": _("Fair or event"),
    "advert": _("Advertisement"),
    "social": _("Social network"),
    "call": _("Our own call or letter"),
    "partner": _("Through a partner"),
    "purchases": _("A file of purchases"),
    "other": _("Another way"),
}
BUILT_IN: dict[str, dict[str, Promise | str]] = {
    LabelList.STAGE: dict(Stage.choices),
    LabelList.EXIT_REASON: dict(ExitReason.choices),
    LabelList.CHANNEL: dict(Channel.choices),
    LabelList.INDUSTRY: {**INDUSTRIES},
    LabelList.SIZE_BAND: {**SIZE_BANDS},
    LabelList.ROLE: {**ROLES},
    LabelList.SOURCE: {**SOURCES},
}
