"""What is far too large is refused before it costs anything."""

import io
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.importing.limits import MOST_BYTES
from contacts.models import Contact, ImportRun
from tests.factories.imports import through_the_page
from tests.outreach.test_views_webhook import call, sent  # noqa: F401  (a fixture)
from tests.sizes import IS_FULL

pytestmark = [pytest.mark.trust]

MEGABYTE = 1024 * 1024
SECONDS, MEGABYTES = 2, 100
BEGIN, END = b"BEGIN:VCARD\n", b"END:VCARD\n"
DEEP = "[" * 100_000


@contextmanager
def within_bounds() -> Iterator[None]:
    """At full size: two seconds of work, and 100 MB more at the peak. The suite is not timed."""
    began, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    spent, grown = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    if IS_FULL:
        assert (spent < SECONDS, grown // 1024 < MEGABYTES) == (True, True), (spent, grown // 1024)


def test_a_field_of_ten_megabytes_is_not_read(sign_in, alice, carol):
    url = reverse("interactions:log", args=[carol.pk])
    client = sign_in(alice)
    giant = "x" * (10 * MEGABYTE)
    with within_bounds():
        assert client.post(url, {"summary": giant}).status_code == 400
    with within_bounds():
        plain = f"summary={giant}".encode()
        assert client.post(url, plain, content_type="application/x-www-form-urlencoded").status_code == 400


def test_a_field_that_is_just_small_enough_to_read_is_refused_beside_it(sign_in, alice, carol):
    with within_bounds():
        page = sign_in(alice).post(reverse("interactions:log", args=[carol.pk]), {"summary": "é" * MEGABYTE})
    assert (page.status_code, list(page.context["form"].errors["summary"])) == (
        422,
        ["Ensure this value has at most 20000 characters (it has 1048576)."],
    )


def test_a_customers_page_reads_no_giant_either(client, organisation):
    url = reverse("feedback:survey", args=["x" * 43])
    with within_bounds():
        assert client.post(url, {"q1": "x" * (10 * MEGABYTE)}).status_code in (400, 404)


def test_five_thousand_fields_are_not_read(sign_in, alice):
    many = {f"field{number}": "x" for number in range(5000)}
    with within_bounds():
        assert sign_in(alice).post(reverse("contacts:contact_create"), many).status_code == 400
    assert Contact.objects.count() == 0


def test_a_hundred_files_are_not_read(sign_in, alice):
    files = {f"file{number}": SimpleUploadedFile("a.csv", b"Name\nEva\n") for number in range(100)}
    with within_bounds():
        assert sign_in(alice).post(reverse("contacts:import"), files).status_code == 400
    assert ImportRun.objects.count() == 0


@pytest.mark.parametrize("address", ["/contacts/?q={}", "/search/?q={}", "/{}/", "/contacts/{}/", "/survey/{}/"])
def test_a_long_address_is_answered(sign_in, alice, address):
    for long in ("x" * 100_000, "9" * 100_000, "%F0%9F%91%8D" * 8000):
        with within_bounds():
            assert sign_in(alice).get(address.format(long)).status_code in (200, 404)


def test_a_question_of_many_words_is_answered(sign_in, alice, carol):
    words = " ".join(f"{a}{b}" for a in "abcdefgh" for b in "0123456789")
    with within_bounds():
        assert sign_in(alice).get(reverse("contacts:search"), {"q": words}).status_code == 200


# --- files -----------------------------------------------------------------------------------------
FILES = {
    "more than ten megabytes": (b"Name\n" + b"x" * MOST_BYTES, "a.csv", "larger than 10 MB"),
    "a million rows": (b"Name,E-mail\n" + b"a,b\n" * 1_000_000, "a.csv", "more than 50000 contacts"),
    "a million rows without mail": (b"Name\n" + b"a\n" * 1_000_000, "a.csv", "more than 50000 contacts"),
    "ten million empty lines": (b"Name\n" + b"\n" * 10_000_000, "a.csv", "more than 50000 contacts"),
    "a thousand columns": (b",".join(b"c%d" % at for at in range(1000)) + b"\n", "a.csv", "more than 500 columns"),
    "ten million cells in a row": (b"Name\n" + b"," * 10_000_000, "a.csv", "A line of the file is too long."),
    "one endless cell": (b'Name\n"' + b"x" * 10_000_000, "a.csv", "A line of the file is too long."),
    "one endless word": (b"Name\n" + b"\xe9\xfd" * 5_000_000, "a.csv", "A line of the file is too long."),
    "cards that only begin": (BEGIN * 400_000 + END, "a.vcf", "a card has no end"),
    "cards that end before they begin": (END * 400_000 + BEGIN * 400_000, "a.vcf", "a card has no end"),
    "a million cards": ((BEGIN + END) * 450_000, "a.vcf", "more than 50000 contacts"),
    "an archive": (b"PK\x03\x04" + b"\0" * 100_000, "a.xlsx", "The spreadsheet is broken and cannot be opened."),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100_000, "a.png", "This is not a contact file"),
    "a compressed stream": (b"\x1f\x8b\x08" + b"\0" * 100_000, "a.gz", "This is not a contact file"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_giant_file_is_refused_in_one_sentence(name: str, sign_in, alice):
    data, filename, sentence = FILES[name]
    client = sign_in(alice)
    file = io.BytesIO(data)
    file.name = filename
    with within_bounds():
        page = client.post(reverse("contacts:import"), {"file": file})
    assert page.status_code == 422
    assert sentence in str(page.context["form"].errors["file"])
    assert (Contact.objects.count(), ImportRun.objects.count()) == (0, 0)


CARDS = {
    "one endless line": b"FN:" + b"x" * 9_000_000,
    "a thousand lines and more": b"FN:x\n" + b"TEL:1\n" * 100_000,
    "endless folding": b"FN:x\n" + b" y\n" * 300_000,
}


@pytest.mark.parametrize("name", CARDS)
def test_a_giant_card_stops_no_other(name: str, sign_in, alice):
    data = BEGIN + b"VERSION:3.0\n" + CARDS[name] + b"\n" + END + BEGIN + b"VERSION:3.0\nFN:Eva\n" + END
    with within_bounds():
        run = through_the_page(sign_in(alice), SimpleUploadedFile("a.vcf", data))
    assert ([row.reason for row in run.row_errors.all()], run.created) == (["The card is too long."], 1)


def test_a_picture_in_a_card_costs_no_more_than_its_bytes(sign_in, alice):
    data = BEGIN + b"VERSION:3.0\nFN:Eva\nPHOTO:aa\n" + b" aaaa\n" * 300_000 + END
    with within_bounds():
        run = through_the_page(sign_in(alice), SimpleUploadedFile("a.vcf", data))
    assert run.created == 1


@pytest.mark.parametrize("address", ["<" + "(" * 100_000, "<(" * 30_000, '<"' * 30_000, "a@b.cz;" * 10_000])
def test_a_nested_address_is_a_row_left_out_or_an_address(address: str, sign_in, alice):
    cell = address.replace('"', '""')
    data = f'Name,E-mail\nJan,"{cell}"\nEva,eva@c.example\n'.encode()
    with within_bounds():
        through_the_page(sign_in(alice), SimpleUploadedFile("a.csv", data))
    assert Contact.objects.filter(full_name="Eva").count() == 1


# --- JSON ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("value", [DEEP, DEEP + "]" * 100_000, '{"a":' * 50_000, "9" * 10_000, "NaN", '"\\u0000"'])
def test_json_of_the_admin_is_refused_beside_its_field(value: str, sign_in, admin, carol):
    client = sign_in(admin)
    with within_bounds():
        page = client.post(reverse("admin:contacts_contact_change", args=[carol.pk]), {"titles": value})
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors["titles"]) == ["Enter a valid JSON."]


@pytest.mark.parametrize(
    "body", [DEEP, '{"a":' * 50_000, "9" * 10_000, "[1]", "{", "", "null", '"x"', "{}", '{"ID": NaN}']
)
def test_a_webhook_with_a_strange_body_is_refused(body: str, client, sent):  # noqa: F811
    with within_bounds():
        assert call(client, None, raw=body).status_code in (200, 400)


@pytest.mark.parametrize("value", [DEEP, DEEP + "]" * 100_000, "9" * 10_000, "NaN", "{}", "[]", '"\\ud800"'])
@pytest.mark.parametrize("route", ["mfa_login_webauthn", "mfa_reauthenticate_webauthn", "mfa_add_webauthn"])
def test_a_strange_answer_of_a_passkey_opens_nothing(route: str, value: str, sign_in, admin, client):
    if route != "mfa_login_webauthn":
        sign_in(admin)
    with within_bounds():
        assert client.post(reverse(route), {"credential": value, "name": "Key"}).status_code < 500
