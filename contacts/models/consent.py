from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.contact import Contact
from crm.privacy import classify


class Purpose(models.TextChoices):
    """What a message is for. Greetings and feedback count as advertising and need consent."""

    SERVICE = "service", _("service")
    GREETINGS = "greetings", _("greetings")
    FEEDBACK = "feedback", _("surveys")
    MARKETING = "marketing", _("news and offers")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    MESSENGER = "messenger", _("messenger")
    POST = "post", _("post")


class Processing(models.TextChoices):
    """What is done with somebody's words beside writing to them. Over the “channel” of such a consent it is done."""

    TRANSLATION = "translate", _("machine translation")


def purposes() -> list[tuple[str, object]]:
    return [*Purpose.choices, *Processing.choices]


def channels() -> list[tuple[str, object]]:
    """Ways to somebody, and the engines of the settings by their codes."""
    return [*Channel.choices, *((code, code) for code in settings.TRANSLATION_ENGINES)]


class ConsentState(models.TextChoices):
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OBJECTED = "objected", _("objected")
    # What a merge had brought along is somebody else's again: as if nobody had asked.
    UNSAID = "unsaid", _("not asked")


class Basis(models.TextChoices):
    CONSENT = "consent", _("consent")
    SOFT_OPT_IN = "soft_opt_in", _("own customer, similar goods")
    CONTRACT = "contract", _("contract")


class Consent(models.Model):
    """One thing that a contact said about being written to or called, or about who may be given their words.
    Append-only; the newest row holds.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="consents", verbose_name=_("contact"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=purposes)
    channel = models.CharField(_("channel"), max_length=10, choices=channels)
    state = models.CharField(_("state"), max_length=10, choices=ConsentState.choices)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices, default=Basis.CONSENT)
    at = models.DateTimeField(_("at"), default=timezone.now)
    source = models.CharField(_("source"), max_length=60, help_text=_("Call, page, mail, demo …"))
    wording = models.TextField(_("wording"), blank=True)
    wording_language = models.CharField(_("language of the wording"), max_length=12, blank=True)
    wording_hash = models.CharField(_("hash of the wording"), max_length=64, blank=True)
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    privacy = classify(
        none="id purpose channel basis wording wording_language wording_hash by",
        personal="contact state at source proof",
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "purpose", "channel", "-id"], name="contacts_consent_newest")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.get_channel_display()}: {self.get_state_display()}"
