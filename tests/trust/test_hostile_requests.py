"""Hostile text beside the forms, in addresses, buttons, headers, files: no error, no forged line, no formula."""

import csv
import io
import logging
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse

from contacts.models import Company, Contact, ContactPoint, ImportRun
from crm.logs import LineFormatter
from outreach import ready_made
from staff.models import AuditEntry
from tests.factories.contacts import make_company, make_contact
from tests.factories.imports import through_the_page
from tests.factories.interactions import make_talk
from tests.factories.loyalty import make_member
from tests.factories.outreach import make_message
from tests.factories.sales import make_purchase
from tests.sizes import IS_FULL
from tests.test_house import OWN_ROUTES
from tests.trust.filling import FORM, as_stored
from tests.trust.test_hostile_text import NOW, PAGES
from tests.trust.texts import A_FORM_GETS, ALWAYS, everything, strings_for

pytestmark = [pytest.mark.trust, pytest.mark.slow]

# Whatever pages ask of their address, and some that nobody asks for.
QUESTIONS = (
    *("q", "page", "owner", "stage", "country", "language", "quiet", "missing", "company", "product", "contact"),
    *("kind", "by", "status", "rate", "journey", "state", "from", "to", "last", "period", "part", "order", "show"),
    *(
        "score",
        "person",
        "deed",
        "action",
        "customer",
        "record",
        "since",
        "until",
        "address",
        "request",
        "next",
        "name",
    ),
    *("all", "o", "e", "p", "_popup", "_to_field", "id__exact", "sort"),
)
# What buttons and choices send, that is no form of ours.
BUTTONS = ("answer", "digest", "status", "run", "needed", "session", "language", "theme", "time_zone", "next", "once")
BUTTONS += ("survey", "successor", "ends_on", "everything", "purposes", "skills-TOTAL_FORMS", "skills-0-language")


def some(name: str) -> list[str]:
    """For each of many pages: what has gone wrong before, at full size with sixty others."""
    return [*ALWAYS, *others_for(name)] if IS_FULL else list(ALWAYS[:4])


def others_for(name: str) -> list[str]:
    """Other ones for each page, the same at every run."""
    return Random(name).sample([text for text in everything() if text not in ALWAYS], 60)


def filled(path: str, pk: Any) -> str:
    words = {"<slug:code>": "nps", "<str:code>": "nps", "<slug:provider>": "postmark", "<str:token>": "x" * 43}
    for gap, word in {"<int:pk>": str(pk), **words}.items():
        path = path.replace(gap, word)
    return f"/{path}"


@pytest.fixture
def house(organisation, alice, admin, carol):
    """One of everything, all with number one or so."""
    ready_made.install(now=NOW)
    make_member(carol)
    make_purchase(carol, NOW)
    make_message(carol)
    return carol


def asked(client: Client, url: str, text: str) -> None:
    query = urlencode(dict.fromkeys(QUESTIONS, text[:4000]), errors="surrogatepass")
    response = client.get(f"{url}?{query}")
    assert response.status_code < 500, (url, ascii(text[:80]))


def test_at_full_size_each_text_comes_to_several_pages() -> None:
    met = Counter(text for path, _route in OWN_ROUTES for text in others_for(path))
    assert min(met[text] for text in everything() if text not in ALWAYS) >= 5


@pytest.mark.parametrize("path", [path for path, _route in OWN_ROUTES])
def test_no_question_in_an_address_is_an_error(path: str, house, sign_in, admin):
    client = sign_in(admin)
    for text in some(path):
        asked(client, filled(path, house.pk), text)


@pytest.mark.parametrize("path", ["contacts/contact", "contacts/company", "sales/purchase", "outreach/message"])
def test_no_question_to_the_admin_is_an_error(path: str, house, sign_in, admin):
    client = sign_in(admin)
    for text in some(path):
        for name in ("q", "o", "p", "country", "stage__exact", "team__id__exact", "ordered_at__year", "_facets"):
            query = urlencode({name: text[:4000]}, errors="surrogatepass")
            assert client.get(f"/admin/{path}/?{query}").status_code < 500, (name, ascii(text[:80]))
        if "/" not in text:
            address = quote(text[:1000], safe="", errors="surrogatepass")
            assert client.get(f"/admin/{path}/{address}/change/").status_code < 500, ascii(text[:80])


@pytest.mark.parametrize("path", [path for path, _route in OWN_ROUTES if "webhooks" not in path])
def test_no_word_of_a_button_is_an_error(path: str, house, sign_in, admin):
    client = sign_in(admin)
    for text in some(path):
        caches["default"].key_prefix = uuid4().hex
        sent = urlencode(dict.fromkeys(BUTTONS, text[:4000]), errors="surrogatepass")
        response = client.post(filled(path, house.pk), sent, content_type=FORM)
        assert response.status_code < 500, (path, ascii(text[:80]))


@pytest.mark.parametrize("name", ["survey", "recap", "invitation", "unsubscribe", "preferences", "contacts"])
def test_no_word_in_a_path_is_an_error(name: str, house, client):
    path = f"{name}/{{}}/"
    for text in some(path):
        caches["default"].key_prefix = uuid4().hex
        response = client.get("/" + path.format(quote(text[:2000], safe="", errors="surrogatepass")))
        assert response.status_code in (200, 302, 400, 404), ascii(text[:80])


def test_words_that_are_only_compared_are_refused_and_change_nothing(house, sign_in, admin, carol, charlie):
    client, dane = sign_in(admin), make_contact("Dane", owner=charlie)
    mill, brewery = (make_company(name, owner=charlie) for name in ("Mill", "Brewery"))
    pages = (
        ("name", reverse("contacts:contact_erase", args=[carol.pk])),
        ("seen", f"{reverse('contacts:contact_merge', args=[carol.pk])}?other={dane.pk}"),
        ("seen", f"{reverse('contacts:company_merge', args=[mill.pk])}?other={brewery.pk}"),
    )
    for field, page in pages:
        for text in some(page):
            sent = urlencode({field: text, "once": uuid4().hex}, errors="surrogatepass")
            response = client.post(page, sent, content_type=FORM)
            assert response.status_code in (400, 422), (page, ascii(text[:80]))
    assert Contact.objects.alive().filter(pk__in=(carol.pk, dane.pk)).count() == 2
    assert Company.objects.alive().filter(pk__in=(mill.pk, brewery.pk)).count() == 2


def test_a_draft_takes_any_text_and_its_form_opens_with_it(house, sign_in, alice, carol):
    client, page = sign_in(alice), reverse("contacts:contact_edit", args=[carol.pk])
    for text in some("staff:draft_keep"):
        sent = urlencode({"draft_of": page, "notes": text, text[:80]: "x"}, errors="surrogatepass")
        kept = client.post(reverse("staff:draft_keep"), sent, content_type=FORM)
        assert (kept.status_code, client.get(page).status_code) == (204, 200), ascii(text[:80])


def test_a_recap_takes_any_words_or_refuses_them(house, sign_in, alice, carol):
    client = sign_in(alice)
    for text in some("interactions:recap_send"):
        talk = make_talk(alice, carol, NOW)
        sent = urlencode({"points": text, "next_steps": text}, errors="surrogatepass")
        for typed in (f"preview=1&{sent}", sent):
            page = client.post(reverse("interactions:recap_send", args=[talk.pk]), typed, content_type=FORM)
            assert page.status_code in (200, 303, 422), ascii(text[:80])
        assert page.status_code == 422 or talk.recap.next_steps == as_stored(text), ascii(text[:80])


def test_a_fact_in_place_takes_any_text_or_refuses_it(house, sign_in, alice, carol):
    client, page = sign_in(alice), f"{reverse('contacts:contact_facts', args=[carol.pk])}?fact=notes"
    for text in some("contacts:contact_facts"):
        sent = urlencode({"notes": text, "version": Contact.objects.get(pk=carol.pk).version}, errors="surrogatepass")
        saved = client.post(page, sent, content_type=FORM, headers={"HX-Request": "true"})
        assert saved.status_code in (200, 422), ascii(text[:80])
        assert saved.status_code == 422 or Contact.objects.get(pk=carol.pk).notes == as_stored(text)


def test_each_page_that_takes_a_form_is_tried(house, sign_in, admin):
    """A new page with a form stands in the tables of test_hostile_text.py, or its buttons say no words of their own."""
    client = sign_in(admin)
    posted = {name_of(route) for path, route in OWN_ROUTES if "POST" in allowed(client, filled(path, house.pk))}
    assert posted - set(PAGES) == WITHOUT_WORDS


WITHOUT_WORDS = {
    # They have tests of their own, above.
    *("contacts:contact_facts", "contacts:form_of_address_confirm", "staff:draft_keep", "staff:draft_discard"),
    *("contacts:import_choose", "contacts:import_discard", "contacts:import_undo", "contacts:zone_settle"),
    *("contacts:import", "contacts:contact_bin", "contacts:contact_restore", "contacts:company_bin"),
    *("contacts:contact_merge", "contacts:merge_undo", "contacts:duplicate_apart", "contacts:contact_erase"),
    *("contacts:company_merge", "contacts:company_merge_undo", "contacts:company_pair_apart"),
    *("contacts:segment_bin", "contacts:segment_restore", "contacts:bulk_advance", "contacts:bulk_undo"),
    *("contacts:custom_field_archive", "contacts:custom_field_restore", "staff:view_choose", "staff:view_delete"),
    *(
        "contacts:share_end",
        "contacts:fact_retire",
        "contacts:culture_decide",
        "contacts:relation_end",
        "contacts:import_errors",
        "staff:audit_export",
    ),
    *("interactions:recap_send", "interactions:recap_read"),
    *("interactions:debrief_show", "interactions:debrief_hide"),
    "interactions:debrief_delete",
    *("mailbox:mailbox_check", "mailbox:mailbox_pause", "mailbox:drop_box_renew", "mailbox:mail_assign"),
    *("mailbox:mail_ignore", "mailbox:mail_undo", "mailbox:mail_share", "mailbox:ignored_heed"),
    *("translating:entry_engine", "translating:mail_engine", "translating:answer_engine", "translating:engine_end"),
    *(
        "contacts:company_restore",
        "interactions:follow_up_cancel",
        "interactions:promise_told",
        "sales:purchase_status",
        "sales:contract_end",
    ),
    *("sales:rates", "sales:rate_file_import", "contacts:address_fields", "interactions:promise_told"),
    *("contacts:company_restore", "interactions:follow_up_cancel", "sales:purchase_status", "sales:contract_end"),
    *("interactions:follow_up_stop", "interactions:follow_up_snooze", "interactions:end_of_day"),
    *("interactions:follow_up_bulk", "interactions:digest"),
    *("sales:rates", "sales:rate_file_import", "contacts:address_fields"),
    *("feedback:invite", "feedback:thanks", "metrics:compute_again", "outreach:confirm_sending", "outreach:try_now"),
    *("outreach:message_skip", "outreach:message_resolve", "outreach:journey_run", "outreach:unsubscribe"),
    *("outreach:preferences", "outreach:webhook", "staff:welcome", "staff:invitation", "staff:languages"),
    "staff:colleague_languages",
    *("staff:invitation_resend", "staff:invitation_revoke", "staff:colleague_leave", "staff:colleague_return"),
    *("staff:approval_decide", "staff:approval_withdraw", "staff:second_person", "staff:notice_list"),
    *("staff:notice_open", "staff:set_language", "staff:set_zone", "staff:set_theme"),
}


def allowed(client: Client, url: str) -> str:
    return client.generic("PATCH", url).headers.get("Allow", "")


def name_of(route: URLPattern) -> str:
    return f"{route.lookup_str.split('.')[0]}:{route.name}"


# --- headers and the log ---------------------------------------------------------------------------
HEADERS = ("X-Request-ID", "X-Forwarded-For", "User-Agent", "Referer", "HX-Request", "Accept-Language", "Authorization")


def test_no_header_forges_a_line_of_the_log(house, client, caplog):
    caplog.set_level(logging.DEBUG)
    for text in strings_for("headers"):
        forged = f"{text[:500]}\r\n2026-01-01 INFO rapport.requests [x] POST admin 200".encode("utf-8", "replace")
        value = forged.decode("latin-1")
        response = client.get("/contacts/", headers=dict.fromkeys(HEADERS, value))
        assert response.status_code in (302, 400)
        assert "\n" not in response["X-Request-ID"]
    lines = [LineFormatter().format(record) for record in caplog.records]
    assert lines
    assert [line for line in lines if "\n" in line or "\x1b" in line or "[x] POST" in line] == []


def test_what_was_asked_is_kept_as_it_can_be_stored(house, sign_in, admin):
    for text in strings_for("audit"):
        query = urlencode({"q": text[:2000]}, errors="surrogatepass")
        assert sign_in(admin).get(f"/search/?{query}").status_code == 200
    # Of a question of which nothing can be stored nothing is kept.
    entries = AuditEntry.objects.filter(action="contacts.search.view", kept__isnull=False).select_related("kept")
    asked = [entry.kept.values["asked"]["q"] for entry in entries]
    assert len(asked) > A_FORM_GETS // 2
    assert [word for word in asked if "\x00" in word or len(word) > 500] == []


# --- files in and out ------------------------------------------------------------------------------
def imported(client: Client, rows: list[list[str]], name: str) -> ImportRun:
    """A file as a spreadsheet writes it; halves of characters cannot stand in one."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file = SimpleUploadedFile(name, text.getvalue().encode("utf-8", "replace"))
    return through_the_page(client, file)


def can_stand_in_a_file(text: str) -> bool:
    return not any((char < " " and char not in "\t\n\r") or "\ud800" <= char <= "\udfff" for char in text)


def test_each_row_of_a_file_is_imported_whole_or_left_out_alone(sign_in, alice):
    texts = [text for text in strings_for("import") if can_stand_in_a_file(text)]
    rows = [["Name", "E-mail", "Notes", "Phone"]]
    rows += [[f"Person {at}", f"p{at}@c.example", text, ""] for at, text in enumerate(texts)]
    run = imported(sign_in(alice), rows, "=cmd|' /C calc'!A0.csv")
    left_out = {error.row - 2: error.reason for error in run.row_errors.all()}
    notes = dict(Contact.objects.values_list("full_name", "notes"))
    assert run.created + len(left_out) == len(texts)
    for at, text in enumerate(texts):
        if at not in left_out:
            cell = text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text
            assert notes[f"Person {at}"] == as_stored(cell), ascii(text[:80])


def test_each_name_of_a_file_is_imported_or_left_out_alone(sign_in, alice):
    texts = [text for text in strings_for("names") if can_stand_in_a_file(text)]
    rows = [
        ["Name", "E-mail"],
        *([text, f"p{at}@c.example"] for at, text in enumerate(texts)),
        ["Eva", "eva@c.example"],
    ]
    run = imported(sign_in(alice), rows, "a.csv")
    assert run.created + run.row_errors.count() == len(texts) + 1
    assert Contact.objects.filter(full_name="Eva").count() == 1


PHONES = ["+420 601 234 567", "-1 555 000", "=1+1", "@name", "\t+420 1", "'+420 2", "00420 777 123 456"]


def test_rows_that_were_left_out_run_no_formula_and_come_back_as_they_were(sign_in, alice):
    rows = [[f"P{at}", phone, "=HYPERLINK(1)", "no address"] for at, phone in enumerate(PHONES)]
    run = imported(sign_in(alice), [["Name", "Phone", "Notes", "E-mail"], *rows], "a.csv")
    assert run.row_errors.count() == len(PHONES)
    response = sign_in(alice).get(reverse("contacts:import_errors", args=[run.pk]))
    written = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [cell for row in written for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    again = [[row["Name"], row["Phone"], f"{row['Name']}@c.example"] for row in written]
    imported(sign_in(alice), [["Name", "Phone", "E-mail"], *again], "again.csv")
    points = ContactPoint.objects.filter(kind="phone").values_list("value", flat=True)
    assert {"+420 601 234 567", "-1 555 000", "00420 777 123 456"} <= set(points)


# --- the provider's webhook ------------------------------------------------------------------------
def test_words_of_a_provider_are_kept_as_they_can_be(client, carol, settings):
    from tests.outreach.test_views_webhook import SECRET, bounce, call

    settings.EMAIL_PROVIDER, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": [SECRET]}
    message = make_message(carol)
    for at, text in enumerate(strings_for("webhook")):
        told = bounce(message) | {"ID": at + 1, "Details": text, "Email": text, "MessageID": text, "Tag": text}
        assert call(client, told).status_code == 200, ascii(text[:80])
        unknown = told | {"Metadata": {"message": text}, "ID": text}
        assert call(client, unknown).status_code == 200, ascii(text[:80])
    words = list(message.events.values_list("words", flat=True))
    assert words
    assert [word for word in words if "\x00" in word or len(word) > 300] == []
