import pytest
from django.urls import reverse

from loyalty.models import Allocation, Entry, Lot, Programme, Referral, Transaction
from tests.factories.contacts import make_contact
from tests.factories.loyalty import NOW, give, make_member, spend

BOOKS = ("account", "transaction", "lot", "referral")


@pytest.fixture
def member(carol, alice):
    account = make_member(carol)
    give(account, 10)
    spend(account, 4)
    dana = make_contact("Dana", owner=alice)
    Referral.objects.create(programme=account.programme, advocate=carol, referee=dana, created_at=NOW)
    return account


@pytest.mark.parametrize("name", BOOKS)
def test_the_books_are_read_and_nothing_more(sign_in, admin, member, name):
    client = sign_in(admin)
    rows = client.get(reverse(f"admin:loyalty_{name}_changelist"))
    assert rows.status_code == 200
    model = rows.context["cl"].model
    before = list(model.objects.order_by("pk").values())
    pk = before[0]["id"]
    page = client.get(reverse(f"admin:loyalty_{name}_change", args=[pk])).content.decode()
    assert "_save" not in page
    assert client.get(reverse(f"admin:loyalty_{name}_add")).status_code == 403
    assert client.post(reverse(f"admin:loyalty_{name}_change", args=[pk]), {"points": 1}).status_code == 403
    assert client.post(reverse(f"admin:loyalty_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    client.post(reverse(f"admin:loyalty_{name}_changelist"), chosen)
    assert list(model.objects.order_by("pk").values()) == before


def test_entries_and_allocations_cannot_be_slipped_in_beside_their_row(sign_in, admin, member):
    counts = [model.objects.count() for model in (Transaction, Entry, Lot, Allocation)]
    movement = Transaction.objects.get(kind="earn")
    data = {"entries-TOTAL_FORMS": "1", "entries-INITIAL_FORMS": "0", "entries-0-points": "5"}
    url = reverse("admin:loyalty_transaction_change", args=[movement.pk])
    assert sign_in(admin).post(url, data).status_code == 403
    assert [model.objects.count() for model in (Transaction, Entry, Lot, Allocation)] == counts


def test_the_programme_is_mended_but_not_deleted(sign_in, admin, member):
    client = sign_in(admin)
    url = reverse("admin:loyalty_programme_change", args=[member.programme_id])
    form = client.get(url)
    fields = {name: value for name, value in form.context["adminform"].form.initial.items() if value is not None}
    rules = form.context["inline_admin_formsets"][0].formset
    fields |= {f"{rules.prefix}-TOTAL_FORMS": "2", f"{rules.prefix}-INITIAL_FORMS": "2"}
    for row in rules.forms:
        fields |= {row.add_prefix(name): value for name, value in row.initial.items()}
        fields[row.add_prefix("id")] = row.instance.pk
        fields[row.add_prefix("programme")] = member.programme_id
    response = client.post(url, fields | {"name_en": "Thanks", "valid_months": "12"})
    assert response.status_code == 302, response.context["errors"]
    programme = Programme.objects.get()
    assert (programme.name_en, programme.valid_months) == ("Thanks", 12)
    assert client.post(reverse("admin:loyalty_programme_delete", args=[programme.pk])).status_code == 403
