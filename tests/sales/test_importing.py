import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact
from interactions.models import Interaction
from sales.importing import storing
from sales.models import Product, Purchase
from staff.models import AuditEntry
from tests.factories.contacts import make_contact
from tests.factories.sales import make_rate

HEADER = "contact,ordered_at,amount,currency,number"


@pytest.fixture
def run(tmp_path, carol):
    """Write the text to a file, import it, return what the command printed."""

    def _run(text, *options, encoding="utf-8", newline="\n"):
        path = tmp_path / "purchases.csv"
        path.write_bytes(text.replace("\n", newline).encode(encoding) if isinstance(text, str) else text)
        out = StringIO()
        call_command("import_purchases", str(path), "--json", *options, stdout=out, stderr=StringIO())
        return json.loads(out.getvalue())

    return _run


def outcome(created=0, updated=0, unchanged=0, errors=()):
    return {
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "skipped": 0,
        "errors": [{"row": row, "reason": reason} for row, reason in errors],
    }


def test_a_purchase_is_recorded_as_by_hand(run, carol):
    make_rate("EUR", "CZK", date(2026, 3, 1), "25")
    text = (
        "contact,ordered_at,amount,currency,number,status,product,quantity\n"
        "Carol@Customer.example,2026-03-01 14:30,2500.50,czk,A-1,settled,Crate of pilsner,2.5\n"
    )
    assert run(text) == outcome(created=1)
    purchase = Purchase.objects.get()
    assert (purchase.contact, purchase.number, purchase.status) == (carol, "A-1", "settled")
    assert (purchase.amount, purchase.currency, purchase.base_amount) == (
        Decimal("2500.5"),
        "CZK",
        Decimal("100.02"),
    )
    assert purchase.ordered_at == datetime(2026, 3, 1, 13, 30, tzinfo=UTC)
    assert (purchase.product.name, purchase.product.code, purchase.quantity) == (
        "Crate of pilsner",
        "crate-of-pilsner",
        Decimal("2.5"),
    )
    assert Interaction.objects.get().source == f"sales.purchase/{purchase.pk}"
    assert AuditEntry.objects.get(action="sales.import").detail["created"] == 1


def test_a_second_run_changes_nothing(run):
    text = f"{HEADER},status,product\n" + "".join(
        f"carol@customer.example,2026-03-{day:02},{day},EUR,A-{day},{'settled' if day % 2 else 'pending'},Crate\n"
        for day in range(1, 21)
    )
    assert run(text) == outcome(created=20)
    before = list(Purchase.objects.values())
    assert run(text) == outcome(unchanged=20)
    assert list(Purchase.objects.values()) == before
    assert (Interaction.objects.count(), Product.objects.count()) == (20, 1)


def test_another_status_is_taken_over(run):
    run(f"{HEADER}\ncarol@customer.example,2026-03-01,10,EUR,A-1\n")
    text = f"{HEADER},status\ncarol@customer.example,2026-03-01,10,EUR,A-1,Refunded\n"
    assert run(text) == outcome(updated=1)
    assert Purchase.objects.get().status == "refunded"


def test_a_file_without_a_status_does_not_take_back_a_refund(run):
    run(f"{HEADER},status\ncarol@customer.example,2026-03-01,10,EUR,A-1,refunded\n")
    assert run(f"{HEADER}\ncarol@customer.example,2026-03-01,10,EUR,A-1\n") == outcome(unchanged=1)
    assert Purchase.objects.get().status == "refunded"


def test_what_is_frozen_stays(run):
    make_contact("Dora", external_id="D-1")
    run(f"{HEADER}\ncarol@customer.example,2026-03-01,10,EUR,A-1\n")
    text = f"{HEADER}\ncarol@customer.example,2026-03-01,11,CZK,A-1\nD-1,2026-03-02,10,EUR,A-1\n"
    assert run(text) == outcome(
        errors=[
            (2, "Order A-1 is recorded already; what differs: amount, currency."),
            (3, "Order A-1 is recorded already; what differs: contact, ordered_at."),
        ]
    )
    assert Purchase.objects.get().amount == 10


def test_one_order_twice_in_a_file(run):
    row = "carol@customer.example,2026-03-01,10,EUR,A-1"
    text = f"{HEADER},status\n{row},settled\n{row},settled\n{row},refunded\n"
    refused = (4, "Order A-1 is recorded already; what differs: status.")
    assert run(text) == outcome(created=1, unchanged=1, errors=[refused])
    assert run(text) == outcome(unchanged=2, errors=[refused])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "carol@customer.example,2026-02-30,10,EUR,A-1",
            "“2026-02-30” is not a date like 2026-12-31 or 2026-12-31 14:30.",
        ),
        ("carol@customer.example,0001-01-01,10,EUR,A-1", "The date of the order is too far away."),
        ("carol@customer.example,2026-02-03,-0.01,EUR,A-1", "The amount is below zero."),
        ("carol@customer.example,2026-02-03,NaN,EUR,A-1", "Enter the amount in digits, for example 1250.50."),
        ("carol@customer.example,2026-02-03,10,EURO,A-1", "“EURO” is not a known currency."),
        ("carol@customer.example,2026-02-03,10,EUR,", "The column “number” is empty."),
        (",2026-02-03,10,EUR,A-1", "The column “contact” is empty."),
        ("carol@customer.example,2026-02-03,10,EUR", "The column “number” is empty."),
        ("carol@customer.example,2026-02-03,10,EUR,A-1,more", "The row has more cells than the header."),
        (f"carol@customer.example,2026-02-03,10,EUR,{'9' * 81}", "The column “number” is too long."),
        ("nobody@customer.example,2026-02-03,10,EUR,A-1", "There is no contact with “nobody@customer.example”."),
        ("X-404,2026-02-03,10,EUR,A-1", "There is no contact with “X-404”."),
    ],
)
def test_a_row_that_cannot_be_right_is_left_out_alone(run, row, reason):
    good = "carol@customer.example,2026-03-01,0,EUR,GOOD"
    assert run(f"{HEADER}\n{row}\n{good}\n") == outcome(created=1, errors=[(2, reason)])
    assert [purchase.number for purchase in Purchase.objects.all()] == ["GOOD"]


@pytest.mark.parametrize(
    ("columns", "cells", "reason"),
    [
        ("status", "lost", "The status “lost” is none of: settled, pending, cancelled, refunded."),
        ("quantity", "0", "The quantity is not above zero."),
        ("quantity", "two", "“two” is not a quantity."),
    ],
)
def test_optional_cells_are_checked_too(run, columns, cells, reason):
    text = f"{HEADER},{columns}\ncarol@customer.example,2026-03-01,10,EUR,A-1,{cells}\n"
    assert run(text) == outcome(errors=[(2, reason)])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01T10:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-07-01T10:00:00Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T10:00:00+09:00", datetime(2026, 7, 1, 1, tzinfo=UTC)),
        ("1.7.2026 10:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_date_without_offset_is_the_organisations_time(run, text, moment):
    assert run(f"{HEADER}\ncarol@customer.example,{text},10,EUR,A-1\n") == outcome(created=1)
    assert Purchase.objects.get().ordered_at == moment


def test_a_contact_by_external_id(run):
    dora = make_contact("Dora", external_id="D-1")
    assert run(f"{HEADER}\nD-1,2026-03-01,10,EUR,A-1\n") == outcome(created=1)
    assert Purchase.objects.get().contact == dora


def test_an_address_of_two_contacts_is_told(run):
    make_contact("Dora", email="carol@customer.example")
    assert run(f"{HEADER}\ncarol@customer.example,2026-03-01,10,EUR,A-1\n") == outcome(
        errors=[(2, "Several contacts have “carol@customer.example”.")]
    )


def test_a_contact_in_the_bin_gets_no_purchase(run, carol, admin):
    Contact.objects.update(deleted_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert run(f"{HEADER}\ncarol@customer.example,2026-03-01,10,EUR,A-1\n", "--create-contacts") == outcome(
        errors=[(2, "The contact “carol@customer.example” is in the bin.")]
    )


def test_missing_contacts_are_made_on_request(run, admin):
    rows = (
        "New@customer.example,2026-03-01,-1,EUR,A-0\n"
        "New@customer.example,2026-03-01,10,EUR,A-1\n"
        "new@customer.example,2026-03-02,10,EUR,A-2\n"
        "N-7,2026-03-02,10,EUR,A-3\n"
    )
    assert run(f"{HEADER}\n{rows}", "--create-contacts") == outcome(
        created=3, errors=[(2, "The amount is below zero.")]
    )
    made = Contact.objects.filter(source="purchases").order_by("pk")
    assert [(contact.full_name, contact.external_id, contact.owner) for contact in made] == [
        ("New@customer.example", "", admin),
        ("N-7", "N-7", admin),
    ]
    assert [contact.purchases.count() for contact in made] == [2, 1]


def test_a_refused_row_leaves_no_new_contact(run, admin):
    text = f"{HEADER}\nnew@customer.example,2026-03-01,1{'0' * 14}.12345,EUR,A-1\n"
    assert run(text, "--create-contacts")["created"] == 0
    assert Contact.objects.filter(source="purchases").count() == 0


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [
        ("utf-8", "\n"),
        ("utf-8-sig", "\r\n"),
        ("utf-16", "\r\n"),
        ("utf-16-le", "\n"),
        ("cp1250", "\r\n"),
        ("cp1257", "\n"),
    ],
)
def test_encodings(run, encoding, newline):
    text = f"{HEADER},product\ncarol@customer.example,2026-03-01,10,EUR,A-1,Čerstvé zboží žluté\n"
    if encoding == "cp1257":
        text = text.replace("Čerstvé zboží žluté", "Šviežias sūris ąžuolinis")
    assert run(text, encoding=encoding, newline=newline) == outcome(created=1)
    assert Product.objects.get().name == text.strip().rpartition(",")[2]


def test_semicolons_and_other_headers(run):
    text = "Number;Contact;Ordered at;Amount;Currency;Note\nA-1;carol@customer.example;2026-03-01;1 250,50;EUR;x\n"
    assert run(text) == outcome(created=1)
    assert Purchase.objects.get().amount == Decimal("1250.5")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"PK\x03\x04 spreadsheet", "This is not a CSV file."),
        (bytes(range(256)) * 4, "This is not a CSV file."),
        (b"a,b\n1,2\n", "The first row lacks these columns: contact, ordered_at, amount, currency, number."),
        (b"contact,ordered_at,amount,currency,number,amount\n", "These columns stand twice: amount."),
        (
            b"contact,ordered_at,amount,currency,number\n" + "č".encode() * 50 + b"\xff\xfe\n",
            "The file holds broken characters; export it again as UTF-8.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(run, content, sentence):
    with pytest.raises(CommandError) as refusal:
        run(content)
    assert str(refusal.value) == sentence


def test_nothing_is_stored_of_a_file_that_breaks_off(run):
    good = "".join(f"carol@customer.example,2026-03-01,10,EUR,A-{number}\n" for number in range(3))
    with pytest.raises(CommandError) as refusal:
        run(f"{HEADER}\n{good}carol@customer.example,2026-03-01,10,EUR,{'9' * 200_000}\n")
    assert str(refusal.value) == "The file breaks off at line 5."
    assert Purchase.objects.count() == 0


def test_a_folder_is_no_file(organisation, tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_purchases", str(tmp_path))
    assert str(refusal.value) == f"The file {tmp_path} cannot be read: Is a directory."


def test_a_file_that_is_not_there(organisation):
    with pytest.raises(CommandError) as refusal:
        call_command("import_purchases", "/nowhere/purchases.csv", "--json")
    assert str(refusal.value) == "The file /nowhere/purchases.csv cannot be read: No such file or directory."


def test_before_the_first_run(db, tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_purchases", str(tmp_path))
    assert str(refusal.value) == "Rapport is not set up yet: there is no organisation."


def test_a_file_is_read_in_chunks(run, monkeypatch):
    monkeypatch.setattr(storing, "CHUNK", 5)
    rows = "".join(f"carol@customer.example,2026-03-01,10,EUR,A-{number}\n" for number in range(12))
    assert run(f"{HEADER}\n{rows}") == outcome(created=12)
    assert run(f"{HEADER}\n{rows}") == outcome(unchanged=12)


def test_a_row_that_changes_nothing_asks_nothing_of_its_own(run, django_assert_max_num_queries):
    """Two savepoint statements a row; what the rows refer to is read by the chunk."""
    rows = "".join(f"carol@customer.example,2026-03-01,10,EUR,A-{number}\n" for number in range(50))
    run(f"{HEADER}\n{rows}")
    with django_assert_max_num_queries(2 * 50 + 15):
        assert run(f"{HEADER}\n{rows}") == outcome(unchanged=50)
