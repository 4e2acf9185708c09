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
from translating.beside import Shown
from translating.engines import EngineError, known
from translating.forms import TEXT, EngineForm, TranslationForm
from translating.glossary import Entry, entries_for, missing
from translating.models import Translation
from translating.offers import Offer, offers_for
from translating.texts import Part

HISTORY_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """One text on the page, with its field, what was translated before, and what the glossary says of it."""

    part: Part
    field: Any
    current: Shown | None
    earlier: list[Shown]
    entries: list[Entry]
    left_out: list[Entry]


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def translate(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    original = original_for(request.user, f"translating:{kind}", pk)
    known_language = original.kind.language(original.row)
    language = _asked_language(request)
    before = Translation.objects.of(original.kind.subject_type, [original.pk]).filter(language=language)
    rows = list(before)
    initial = _initial(rows, language, known_language)
    form = TranslationForm(request.POST or None, original=original, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.translate(
            by=request.user,
            original=original,
            language=said["language"],
            original_language=said["original_language"],
            texts=form.texts(),
        )
        messages.success(request, _("The translation stands beside the original now."))
        return redirect_page(request, original.kind.leads_to(original.row))
    context = {
        "original": original,
        "engine_url": reverse(f"translating:{kind}_engine", args=[pk]),
        "form": form,
        "rows": _page_rows(original, form, rows, initial["original_language"], language),
        "language": language,
        "known_language": known_language,
        "original_language": initial["original_language"],
        "others": _other_languages(original, language),
        "offers": _offers(original, language),
        "back": original.kind.leads_to(original.row),
    }
    return render(request, "translating/translate.html", context, status=422 if form.is_bound else 200)


def _offers(original: Original, language: str) -> list[tuple[Offer, EngineForm]]:
    """Each engine of the settings, with the form that asks it."""
    return [
        (offer, EngineForm(initial={"language": language}, auto_id=f"{offer.code}-%s"))
        for offer in offers_for(original.contact, timezone.now())
    ]


def _asked_language(request: StaffRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("to", "")
    return asked if asked in CODES else request.user.language


def _initial(rows: list[Translation], language: str, known_language: str) -> dict[str, str]:
    """What stands in the form: the newest translation of each text, to be corrected."""
    newest = {row.field: row for row in reversed(rows)}
    said = next((row.original_language for row in rows if row.original_language), known_language)
    return {
        "language": language,
        "original_language": said if said in CODES else "",
        **{TEXT + name: row.text for name, row in newest.items()},
    }


def _page_rows(
    original: Original, form: TranslationForm, rows: list[Translation], source: str, language: str
) -> list[Row]:
    return [
        _page_row(part, field, [row for row in rows if row.field == part.field], source, language)
        for part, (_name, field) in zip(original.parts, form.text_fields(), strict=True)
    ]


def _page_row(part: Part, field: Any, rows: list[Translation], source: str, language: str) -> Row:
    shown = [Shown(part, row) for row in rows[:HISTORY_SHOWN]]
    entries = entries_for(part.words, source, language)
    left_out = missing(entries, part.words, rows[0].text) if rows else []
    return Row(part, field, shown[0] if shown else None, shown[1:], entries, left_out)


def _other_languages(original: Original, language: str) -> list[tuple[str, str]]:
    """Languages into which it was translated too, by code and name."""
    codes = Translation.objects.of(original.kind.subject_type, [original.pk]).values_list("language", flat=True)
    return sorted({(code, language_name(code)) for code in codes if code != language}, key=lambda pair: pair[1])


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
