"""A consent to an engine stands among the others, under its own purpose."""

from django.urls import reverse

from contacts.models import Consent
from tests.factories.contacts import add_consent
from tests.factories.translating import CODE, agree


def test_a_colleague_records_it_with_other_purposes_at_once(sign_in, alice, carol, mill):
    said = {"purposes": ["feedback", f"translate/{CODE}"], "channel": "email", "state": "given", "source": "call"}
    assert sign_in(alice).post(reverse("contacts:consent", args=[carol.pk]), said).status_code == 303
    rows = Consent.objects.filter(contact=carol).order_by("purpose").values_list("purpose", "channel", "state")
    assert list(rows) == [("feedback", "email", "given"), ("translate", CODE, "given")]


def test_the_page_names_it_in_words(sign_in, alice, carol, mill):
    agree(carol)
    html = sign_in(alice).get(reverse("contacts:consent", args=[carol.pk])).content.decode()
    assert "Machine translation, mill: <strong>given</strong>" in html


def test_the_card_says_whether_it_was_given(sign_in, alice, carol, mill):
    client = sign_in(alice)
    card = reverse("contacts:contact_detail", args=[carol.pk])
    assert "Translation by mill" in client.get(card).content.decode()
    agree(carol)
    add_consent(carol, "service", state="objected")
    assert "Translation by mill" in client.get(card).content.decode()


def test_an_engine_that_is_not_known_is_no_purpose(sign_in, alice, carol, settings):
    settings.TRANSLATION_ENGINES = {}
    said = {"purposes": [f"translate/{CODE}"], "channel": "email", "state": "given", "source": "call"}
    assert sign_in(alice).post(reverse("contacts:consent", args=[carol.pk]), said).status_code == 422
    assert not Consent.objects.exists()
