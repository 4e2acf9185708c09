from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from contacts.models import Contact
from loyalty.models import Transaction
from sales.actions import record_purchase
from staff.models import AuditEntry
from tests.factories.contacts import make_contact
from tests.factories.loyalty import NOW, give, make_member, make_programme, spend


@pytest.fixture
def member(carol):
    account = make_member(carol)
    give(account, 1200)
    return account


@pytest.fixture
def foreign(charlie):
    account = make_member(make_contact("Dana Foreign", owner=charlie))
    give(account, 7777)
    return account


def page_of(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def redeem(client, account, points="200", reason="Voucher", key=None):
    data = {"points": points, "reason": reason, "key": key or str(uuid4())}
    return client.post(reverse("loyalty:redeem", args=[account.pk]), data)


def test_the_programme_shows_its_rules_and_ones_members(sign_in, alice, member, foreign):
    spend(member, 200)
    client = sign_in(alice)
    html = page_of(client, "loyalty:programme")
    assert "An answered survey earns 50 points." in html
    assert "Carol" in html
    assert "1,000 points" in html
    assert "Foreign" not in html
    totals = client.get(reverse("loyalty:programme")).context["totals"]
    assert totals == {"members": 1, "issued": 1200, "redeemed": 200, "left": 1000}


def test_members_with_most_points_come_first(sign_in, alice, member):
    give(make_member(make_contact("Poor", owner=alice)), 1)
    give(make_member(make_contact("Rich", owner=alice)), 5000)
    page = sign_in(alice).get(reverse("loyalty:programme")).context["page"]
    assert [row.contact.full_name for row in page] == ["Rich", "Carol Novotná", "Poor"]


def test_without_a_programme_the_page_says_so(sign_in, alice):
    assert "There is no programme" in page_of(sign_in(alice), "loyalty:programme")


def test_the_account_shows_balance_and_movements(sign_in, alice, member):
    spend(member, 200, reason="Voucher")
    html = page_of(sign_in(alice), "loyalty:account", member.pk)
    assert "1,000" in html
    assert "−200" in html
    assert "Voucher" in html


def test_the_panel_shows_the_points(sign_in, alice, carol, member):
    html = page_of(sign_in(alice), "loyalty:contact_panel", carol.pk)
    assert "1,200 points" in html
    url = reverse("loyalty:contact_panel", args=[carol.pk])
    fragment = sign_in(alice).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "1,200 points" in fragment
    assert "<html" not in fragment


def test_the_panel_tells_of_purchases_that_wait_for_a_rate(sign_in, alice, carol):
    make_programme()
    record_purchase(by=alice, contact=carol, number="A-1", ordered_at=NOW, amount=Decimal(9), currency="CZK", now=NOW)
    html = page_of(sign_in(alice), "loyalty:contact_panel", carol.pk)
    assert "1 purchase earns its points once its exchange rate is known." in html


def test_a_colleague_of_the_team_sees_the_panel_without_points(sign_in, bob, carol, member):
    assert "1,200" not in page_of(sign_in(bob), "loyalty:contact_panel", carol.pk)
    client = sign_in(bob)
    assert client.get(reverse("loyalty:account", args=[member.pk])).status_code == 403
    assert redeem(client, member).status_code == 403


def test_the_team_lead_reads_and_redeems(sign_in, lead, member, foreign):
    client = sign_in(lead)
    assert "1,200" in page_of(client, "loyalty:account", member.pk)
    assert redeem(client, member).status_code == 303
    assert client.get(reverse("loyalty:account", args=[foreign.pk])).status_code == 404


def test_a_stranger_finds_nothing(sign_in, charlie, carol, member):
    client = sign_in(charlie)
    assert client.get(reverse("loyalty:account", args=[member.pk])).status_code == 404
    assert client.get(reverse("loyalty:contact_panel", args=[carol.pk])).status_code == 404
    assert redeem(client, member).status_code == 404
    assert "Carol" not in page_of(client, "loyalty:programme")


def test_a_data_protection_officer_reads_and_does_not_redeem(sign_in, dpo, member):
    client = sign_in(dpo)
    assert 'name="points"' not in page_of(client, "loyalty:account", member.pk)
    assert redeem(client, member).status_code == 403
    assert Transaction.objects.filter(kind="redeem").count() == 0


def test_a_marketer_reads_no_points(sign_in, marketer, carol, member):
    client = sign_in(marketer)
    assert client.get(reverse("loyalty:programme")).status_code == 403
    assert client.get(reverse("loyalty:account", args=[member.pk])).status_code == 403
    assert "1,200" not in page_of(client, "loyalty:contact_panel", carol.pk)


def test_own_accounts_of_the_programme_have_no_page(sign_in, admin, member):
    issued = member.programme.accounts.get(kind="issued")
    client = sign_in(admin)
    assert client.get(reverse("loyalty:account", args=[issued.pk])).status_code == 404
    assert client.get(reverse("loyalty:account", args=[10**9])).status_code == 404


def test_redeeming_by_hand_is_written_with_its_author(sign_in, alice, member):
    assert redeem(sign_in(alice), member).status_code == 303
    movement = Transaction.objects.get(kind="redeem")
    assert (movement.actor, movement.reason) == (alice, "Voucher")
    assert AuditEntry.objects.filter(action="loyalty.redeem", actor=alice, subject_id=movement.pk).count() == 1


def test_a_double_tap_redeems_once(sign_in, alice, member):
    client, key = sign_in(alice), str(uuid4())
    assert [redeem(client, member, key=key).status_code for _tap in range(2)] == [303, 303]
    assert Transaction.objects.filter(kind="redeem").count() == 1
    response = redeem(client, member, points="201", key=key)
    assert response.status_code == 422
    assert len(response.context["form"].non_field_errors()) == 1


@pytest.mark.parametrize("points", ["", "0", "-5", "1.5", "x", "1201", "9" * 30, "\x00"])
def test_wrong_points_are_one_sentence_at_the_field(sign_in, alice, member, points):
    response = redeem(sign_in(alice), member, points=points)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["points"]
    assert len(response.context["form"].errors["points"]) == 1
    assert Transaction.objects.filter(kind="redeem").count() == 0


@pytest.mark.parametrize(
    ("name", "method"),
    [("programme", "post"), ("account", "post"), ("contact_panel", "post"), ("redeem", "get")],
)
def test_other_methods_are_refused(sign_in, alice, carol, member, name, method):
    args = {"programme": [], "contact_panel": [carol.pk]}.get(name, [member.pk])
    assert getattr(sign_in(alice), method)(reverse(f"loyalty:{name}", args=args)).status_code == 405


def test_nobody_reads_points_without_signing_in(client, member):
    for name, args in (("programme", []), ("account", [member.pk])):
        response = client.get(reverse(f"loyalty:{name}", args=args))
        assert response["Location"].startswith(reverse("account_login"))


def test_pages_ask_the_same_for_one_row_and_for_three(sign_in, alice, member, django_assert_max_num_queries):
    client = sign_in(alice)
    pages = (reverse("loyalty:programme"), reverse("loyalty:account", args=[member.pk]))
    counts = {page: [] for page in pages}
    for rows in (0, 2):
        for _row in range(rows):
            give(make_member(make_contact(f"Person {Contact.objects.count()}", owner=alice)), 5)
            give(member, 5)
        for page in pages:
            client.get(page)
            with django_assert_max_num_queries(30) as asked:
                client.get(page)
            counts[page].append(len(asked))
    assert all(few == many for few, many in counts.values())
