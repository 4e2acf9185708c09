"""What is said and found of relationships is read in the administration, and changed nowhere but on its pages."""

import pytest
from django.urls import reverse

from contacts.models import Contact
from interactions.models import Agreement, Bond, Signal, Strength, Tension
from staff.models import User
from tests.factories.contacts import LONG_AGO
from tests.factories.relationships import make_agreement, make_bond, make_breach, make_signal, make_tension


@pytest.fixture
def known(carol: Contact, alice: User) -> dict[str, int]:
    agreement = make_agreement(carol)
    make_breach(agreement)
    return {
        "bond": make_bond(carol, alice).pk,
        "tension": make_tension(carol, alice).pk,
        "agreement": agreement.pk,
        "signal": make_signal(carol).pk,
        "strength": Strength.objects.create(contact=carol, score=40, counted_at=LONG_AGO).pk,
    }


@pytest.mark.parametrize(
    "model", [Bond, Tension, Agreement, Strength, Signal], ids=lambda model: model._meta.model_name
)
def test_a_relationship_is_read_and_nothing_more(sign_in, admin: User, alice: User, known, model) -> None:
    name = model._meta.model_name
    client, pk = sign_in(admin), known[name]
    page = client.get(reverse(f"admin:interactions_{name}_changelist"), {"q": "Carol"}).content.decode()
    assert reverse(f"admin:interactions_{name}_change", args=[pk]) in page
    page = client.get(reverse(f"admin:interactions_{name}_change", args=[pk])).content.decode()
    assert "_save" not in page
    assert ("We called at eight" in page) is (model is Agreement)
    assert client.get(reverse(f"admin:interactions_{name}_add")).status_code == 403
    assert client.post(reverse(f"admin:interactions_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=pk).exists()
    assert sign_in(alice).get(reverse(f"admin:interactions_{name}_changelist")).status_code != 200
