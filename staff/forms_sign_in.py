"""Forms of signing in, where the library's own are not strict enough or speak too technically."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.forms import JSONField, TextField
from staff import two_factor
from staff.actions import passwords
from staff.known_browsers import one_spelling


class LostPasswordForm(ResetPasswordForm):
    """Limits count all spellings of an address as one; only the exact one finds its owner."""

    def clean_email(self) -> str:
        self.typed = self.cleaned_data["email"].strip().lower()
        return one_spelling(self.typed)

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        passwords.send_link_to_address(address=self.typed)
        return self.typed


class _StrictCode(BaseAuthenticateForm):
    """A code opens once; a superuser who has a passkey is not let in by an app."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type != two_factor.APP:
            return code
        if not two_factor.may_use_app(self.user):
            raise ValidationError(_("Use your passkey, or one of your recovery codes."), code="passkey_needed")
        if not two_factor.is_first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_StrictCode, AuthenticateForm):
    pass


class ConfirmByCodeForm(_StrictCode, ReauthenticateForm):
    pass


class PasskeyForm(AuthenticateWebAuthnForm):
    credential = JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()


class PasskeyAloneForm(LoginWebAuthnForm):
    credential = JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()


class ConfirmByPasskeyForm(ReauthenticateWebAuthnForm):
    credential = JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()


@contextmanager
def _readable() -> Iterator[None]:
    """What claims to come from a passkey may be any JSON, and the library stumbles over a missing branch."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise get_adapter().validation_error("incorrect_code") from error


NAME_LENGTH = 60


class AddPasskeyForm(AddWebAuthnForm):
    """Passkeys that also open without a password are the rule; plain security keys the exception."""

    name = TextField(required=False, max_length=NAME_LENGTH)
    credential = JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = pgettext_lazy("thing", "Name")
        self.fields["name"].help_text = _("So that you tell your passkeys apart, such as the name of the device.")
        self.fields["name"].initial = self.initial["name"] = ""
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("Sign in with it alone, without my password")
        passwordless.help_text = _("Old security keys cannot do this: take the tick away for them.")

    def clean(self) -> dict[str, Any]:
        with _readable():
            return super().clean()

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or str(_("Passkey"))


class RenamePasskeyForm(EditWebAuthnForm):
    name = TextField(label=pgettext_lazy("thing", "Name"), max_length=NAME_LENGTH)
