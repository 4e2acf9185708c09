"""Forms: what a text says in another language, which engine is asked, and that the house permits one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from crm.languages import language_choices
from crm.text import storable
from staff.once import OnceMixin
from translating.access import Original
from translating.engines import known
from translating.models import LONGEST_TEXT, LONGEST_WHY, EnginePermission, Translation
from translating.texts import Part

TEXT, CHECKED, SEEN = "text_", "checked_", "seen"
SEEN_PART = re.compile(r"(\S{1,30}):([0-9a-f]{64}):([0-9]{1,18})(?!\S)")
ORIGINAL_CHANGED = _("The original has changed since you opened the page. Read it again before you save.")
OVERTAKEN = _("Somebody has translated it before you, see below. If you save again, yours counts.")
OTHER_LANGUAGE = _("Below are the translations into this language now. Save again if what you wrote is in it.")


def any_language() -> list[tuple[str, Any]]:
    return [("", _("not known")), *language_choices()]


def _engines() -> list[tuple[str, str]]:
    return [(code, code) for code in known()]


class TranslationForm(OnceMixin, forms.Form):
    """One field for each text of the record; what stays empty, or as it was shown, is not saved.

    `seen` carries what the colleague was shown of each text: the digest of the original, and the key of the
    translation. `translations` are those of the record into every language, by their keys.
    """

    language = forms.ChoiceField(label=_("Into"), choices=language_choices)
    original_language = forms.ChoiceField(label=_("Language of the original"), required=False, choices=any_language)

    def __init__(
        self,
        *args: Any,
        original: Original,
        translations: Mapping[int, Translation],
        current: Mapping[str, Translation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.original, self.translations = original, translations
        longest_seen = 200 * len(original.parts)
        seen = seen_of(original, current)
        self.fields[SEEN] = TextField(required=False, max_length=longest_seen, widget=forms.HiddenInput, initial=seen)
        for part in original.parts:
            rows = min(12, 2 + part.words.count("\n") + len(part.words) // 80)
            self.fields[TEXT + part.field] = TextField(
                label=str(part.label),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            )
            self.fields[CHECKED + part.field] = forms.BooleanField(label=_("I have checked it"), required=False)

    def clean(self) -> Any:
        cleaned = super().clean()
        self.seen = read_seen(self.data.get(SEEN, ""))
        for part in self.original.parts:
            if not self._is_changed(part):
                self.errors.pop(TEXT + part.field, None)
            elif self._digest(part) != part.digest:
                self.add_error(TEXT + part.field, ORIGINAL_CHANGED)
        shown = (self._shown(part) for part in self.original.parts)
        if "language" in self.cleaned_data and any(
            row and row.language != self.cleaned_data["language"] for row in shown
        ):
            self.add_error("language", OTHER_LANGUAGE)
        if not self.errors and not any(map(self._typed, self.original.parts)):
            self.add_error(TEXT + self.original.parts[0].field, _("Write the translation of at least one text."))
        return cleaned

    def texts(self) -> dict[str, str]:
        """What is to be saved: the texts that were changed or ticked as checked."""
        changed = [part.field for part in self.original.parts if self._is_changed(part)]
        return {field: text for field in changed if (text := self.cleaned_data.get(TEXT + field, ""))}

    def keys_seen(self) -> dict[str, int]:
        """The key of the translation that was shown of each text, 0 for none."""
        return {field: key for field, (_digest, key) in self.seen.items()}

    def show_again(self, current: Mapping[str, Translation]) -> None:
        """Let what was typed stand beside the originals and translations of now, after it was not saved."""
        data = dict(self.data.items())
        for part in self.original.parts:
            now = current.get(part.field)
            shown = self._shown(part)
            if now and now != shown and self._is_changed(part) and not (shown and shown.language != now.language):
                self.add_error(TEXT + part.field, OVERTAKEN)
            if not self._is_reworded(part):
                data[TEXT + part.field] = now.text if now else ""
            data.pop(CHECKED + part.field, None)
        data[SEEN] = seen_of(self.original, current)
        self.data = data

    def text_fields(self) -> Iterator[tuple[Any, Any]]:
        """The field of each text with its tick, for the page that puts them beside the original."""
        for part in self.original.parts:
            yield self[TEXT + part.field], self[CHECKED + part.field]

    def _typed(self, part: Part) -> str:
        return _plain(self.data.get(TEXT + part.field, ""))

    def _digest(self, part: Part) -> str:
        return self.seen.get(part.field, (part.digest, 0))[0]

    def _shown(self, part: Part) -> Translation | None:
        row = self.translations.get(self.seen.get(part.field, ("", 0))[1])
        return row if row and row.field == part.field else None

    def _is_reworded(self, part: Part) -> bool:
        shown, typed = self._shown(part), self._typed(part)
        return bool(typed) and typed != _plain(shown.text if shown else "")

    def _is_changed(self, part: Part) -> bool:
        is_ticked = bool(self[CHECKED + part.field].data) and bool(self._typed(part))
        return is_ticked or self._is_reworded(part)


def _plain(text: str) -> str:
    """As a browser cannot change it: with one kind of line ends, and without outer white space."""
    return storable(text, 2 * len(text))


def seen_of(original: Original, current: Mapping[str, Translation]) -> str:
    """Name, digest and key of the translation of each text, as `seen` carries them."""
    keys = {field: row.pk for field, row in current.items()}
    return " ".join(f"{part.field}:{part.digest}:{keys.get(part.field, 0)}" for part in original.parts)


def read_seen(said: str) -> dict[str, tuple[str, int]]:
    """The digest and the key by the name of each text; what is nothing of ours is left out."""
    return {found[1]: (found[2], int(found[3])) for found in SEEN_PART.finditer(said)}


class EngineForm(forms.Form):
    """Which engine translates the whole record, from what into what."""

    provider = forms.ChoiceField(choices=_engines)
    language = forms.ChoiceField(choices=language_choices)
    original_language = forms.ChoiceField(required=False, choices=any_language)


class PermitForm(OnceMixin, forms.Form):
    provider = forms.ChoiceField(choices=_engines, widget=forms.HiddenInput)
    why = TextField(
        label=_("Why"),
        max_length=LONGEST_WHY,
        help_text=_("For example the contract with the provider, and where its servers stand."),
    )


def _permitted() -> list[tuple[str, str]]:
    """Those that the settings do not name any more too: their permissions are ended all the same."""
    standing = EnginePermission.objects.standing().values_list("provider", flat=True)
    return [(code, code) for code in dict.fromkeys([*known(), *standing])]


class EndForm(forms.Form):
    provider = forms.ChoiceField(choices=_permitted)
