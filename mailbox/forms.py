"""Forms of the mailbox: where it is, whose a mail is, and what is ignored."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField, field_for, hidden_of
from interactions.forms import submit_row
from mailbox.actions.triage import Ignore
from mailbox.models import Mailbox
from staff.models import User
from staff.once import OnceMixin
from staff.policy import Action, may

# Whoever changes one of these says the password again: it is sent to nobody to whom it was not given.
SIGN_IN = ("host", "port", "security", "username")


def encodable(password: str) -> None:
    """Half a character can be sent to no server."""
    try:
        password.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(_("This text holds broken characters. Type it again.")) from error


class MailboxForm(OnceMixin, forms.ModelForm):
    """A mailbox of one's own. The password is never shown again."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=200,
        validators=[encodable],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Mailbox
        fields = (
            *("address", "host", "port", "security", "username", "folder", "authserv_id", "read_from"),
            *("is_shared", "takes_drops"),
        )
        formfield_callback = field_for
        widgets = {"read_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        if not may(by, Action.CONFIGURE):
            del self.fields["takes_drops"]
        if not self.is_new:
            self.fields["password"].help_text = _("Empty: as before.")
        self.fields["password"].required = self.is_new
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *hidden_of(self),
            Row(Column("address"), Column("folder")),
            Row(Column("host"), Column("port", css_class="col-4")),
            "security",
            Row(Column("username"), Column("password")),
            "authserv_id",
            "read_from",
            "is_shared",
            *(["takes_drops"] if "takes_drops" in self.fields else []),
            *submit_row(_("Save")),
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        moved = not self.is_new and any(name in SIGN_IN for name in self.changed_data)
        if moved and not self.cleaned_data.get("password"):
            self.add_error("password", _("Enter the password again: the server or the user is another."))
        return cleaned

    def given(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"password": values.pop("password"), "fields": values}


class AssignForm(OnceMixin, forms.Form):
    """Whose mail it is; among the contacts that were found."""

    contact = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    remember = forms.BooleanField(
        label=_("This address is theirs, also in future"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class NewContactForm(OnceMixin, forms.Form):
    """The name of who wrote; the address is known."""

    full_name = TextField(label=_("Name"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*hidden_of(self), "full_name", *submit_row(_("Create the contact")))


class IgnoreForm(OnceMixin, forms.Form):
    what = forms.ChoiceField(choices=[(one.value, one.value) for one in Ignore])


class SwitchForm(OnceMixin, forms.Form):
    """A button that turns something on or off."""

    on = forms.BooleanField(required=False)


class DoForm(OnceMixin, forms.Form):
    """A button."""
