"""The page on which one record is translated: the original, what was translated before, and the form."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.htmx import redirect_page
from crm.languages import CODES
from crm.templatetags.crm_ui import language_name
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action
from translating import actions
from translating.access import Original, original_for
from translating.beside import Shown, that_counts
from translating.engines import EngineError, known
from translating.forms import TEXT, EngineForm, TranslationForm
from translating.glossary import Entry, entries_between, found_in, missing
from translating.models import Translation
from translating.offers import Offer, offers_for
from translating.texts import Part

HISTORY_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """One text on the page, with its field, what was translated before, and what the glossary says of it."""

    part: Part
    field: Any
    tick: Any
    current: Shown | None
    earlier: list[Shown]
    entries: list[Entry]
    left_out: list[Entry]

    @property
    def is_apart(self) -> bool:
        """Whether the field says something else than the translation that counts."""
        return self.current is not None and self.field.value() != self.current.translation.text

    @property
    def is_to_check(self) -> bool:
        return self.current is not None and (self.current.translation.is_by_engine or self.current.is_earlier)


@dataclass(frozen=True)
class Page:
    """A record with its translations: by their keys, and those into one language by their texts, the newest first."""

    original: Original
    by_key: dict[int, Translation]
    by_field: dict[str, list[Translation]]

    @property
    def current(self) -> dict[str, Translation]:
        return {field: that_counts(rows) for field, rows in self.by_field.items()}


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def translate(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    original = original_for(request.user, f"translating:{kind}", pk)
    language = _asked_language(request)
    page = _read(original, language)
    form = TranslationForm(
        request.POST or None,
        original=original,
        translations=page.by_key,
        current=page.current,
        initial=_initial(page, language),
    )
    if form.is_bound:
        if form.is_valid() and (response := _save(request, original, form)):
            return response
        page = _read(original, language)
        form.show_again(page.current)
    return render(
        request, "translating/translate.html", _context(page, form, language), status=422 if form.is_bound else 200
    )


def _read(original: Original, language: str) -> Page:
    rows = list(Translation.objects.of(original.kind.subject_type, [original.pk]))
    by_field: dict[str, list[Translation]] = {}
    for row in rows:
        if row.language == language:
            by_field.setdefault(row.field, []).append(row)
    return Page(original, {row.pk: row for row in rows}, by_field)


def _save(request: StaffRequest, original: Original, form: TranslationForm) -> HttpResponse | None:
    """Nothing where somebody translated one of the texts after the colleague was shown the page."""
    said = form.cleaned_data
    try:
        rows = actions.translate(
            by=request.user,
            original=original,
            language=said["language"],
            original_language=said["original_language"],
            texts=form.texts(),
            seen=form.keys_seen(),
        )
    except actions.Overtaken:
        return None
    if rows:
        messages.success(request, _("The translation stands beside the original now."))
    else:
        messages.info(request, _("You changed nothing, so nothing was saved."))
    return redirect_page(request, original.kind.leads_to(original.row))


def _context(page: Page, form: TranslationForm, language: str) -> dict[str, Any]:
    original, source = page.original, _source(page)
    return {
        "original": original,
        "engine_url": reverse(f"{original.kind.route}_engine", args=[original.pk]),
        "form": form,
        "rows": _page_rows(page, form, entries_between(source, language)),
        "language": language,
        "known_language": original.kind.language(original.row),
        "original_language": source,
        "others": _other_languages(page, language),
        "offers": _offers(original, language),
        "back": original.kind.leads_to(original.row),
    }


def _offers(original: Original, language: str) -> list[tuple[Offer, EngineForm]]:
    """Each engine of the settings, with the form that asks it."""
    return [
        (offer, EngineForm(initial={"language": language}, auto_id=f"{offer.code}-%s"))
        for offer in offers_for(original.contact, timezone.now())
    ]


def _asked_language(request: StaffRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("to", "")
    return asked if asked in CODES else request.user.language


def _source(page: Page) -> str:
    """The language of the original as it was said last, or as it is known."""
    rows = (row for rows in page.by_field.values() for row in rows if row.original_language)
    last = max(rows, key=lambda row: row.pk, default=None)
    said = last.original_language if last else page.original.kind.language(page.original.row)
    return said if said in CODES else ""


def _initial(page: Page, language: str) -> dict[str, str]:
    """What stands in the form: the translation of each text that counts, to be corrected."""
    texts = {TEXT + name: row.text for name, row in page.current.items()}
    return {"language": language, "original_language": _source(page), **texts}


def _page_rows(page: Page, form: TranslationForm, entries: list[Entry]) -> list[Row]:
    return [
        _page_row(part, field, tick, page.by_field.get(part.field, []), found_in(part.words, entries))
        for part, (field, tick) in zip(page.original.parts, form.text_fields(), strict=True)
    ]


def _page_row(part: Part, field: Any, tick: Any, rows: list[Translation], entries: list[Entry]) -> Row:
    if not rows:
        return Row(part, field, tick, None, [], entries, [])
    current = Shown(part, that_counts(rows))
    earlier = [Shown(part, row) for row in rows[:HISTORY_SHOWN] if row != current.translation]
    return Row(part, field, tick, current, earlier, entries, missing(entries, part.words, current.translation.text))


def _other_languages(page: Page, language: str) -> list[tuple[str, str]]:
    """Languages into which it was translated too, by code and name."""
    codes = {row.language for row in page.by_key.values()} - {language}
    return sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])


@requires(Action.WRITE_TIMELINE)
@require_POST
def ask_engine(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Let an engine translate the record. Not `once`: nothing waits in a transaction for a machine far away."""
    original = original_for(request.user, f"translating:{kind}", pk)
    page = reverse(f"translating:{kind}", args=[pk])
    form = EngineForm(request.POST)
    if not known() or not form.is_valid():
        messages.error(request, _("Choose an engine and a language."))
        return redirect_page(request, page)
    said = form.cleaned_data
    try:
        left_out = actions.translate_by_engine(by=request.user, original=original, **said)
    except actions.NotOffered as error:
        messages.error(request, str(error.reason))
    except EngineError as error:
        messages.error(request, _("%(reason)s You can write the translation yourself.") % {"reason": error})
    else:
        messages.success(request, _("The engine has translated it. Read it before you rely on it."))
        if left_out:
            words = ", ".join(f"{entry.term} → {entry.words}" for entry in left_out)
            messages.warning(request, _("Words of the glossary that the engine left out: %(words)s") % {"words": words})
    return redirect_page(request, f"{page}?to={said['language']}")
