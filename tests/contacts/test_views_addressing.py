"""The page that says how a contact is addressed, and the one-click confirmation of what a rule suggests."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.html import escape

from contacts.models import Contact, Footing
from staff.models import AuditEntry
from tests.factories.contacts import make_contact

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
TYPED = {
    "called": "", "grammatical_gender": "m", "formality": "", "relation": "informal", "agreed_on": "2026-11-02",
    "known_from": "told", "vocatives_cs_surname": "Němče", "address_as_cs_formal": "Vážený pane předsedo",
}  # fmt: skip


@pytest.fixture
def nemec(alice) -> Contact:
    names = {"given": "Jan", "surname_core": "Němec", "name_locale": "cs", "grammatical_gender": "m"}
    return make_contact("Jan Němec", owner=alice, **names)


def page(contact):
    return reverse("contacts:forms_of_address", args=[contact.pk])


def confirm(contact):
    return reverse("contacts:form_of_address_confirm", args=[contact.pk])


def save(client, contact, **typed):
    version = Contact.objects.get(pk=contact.pk).version
    return client.post(page(contact), {**TYPED, "version": version, **typed})


def said(contact):
    fresh = Contact.objects.get(pk=contact.pk)
    return fresh.grammatical_gender, fresh.vocatives, fresh.address_as, fresh.formality


def test_the_page_shows_each_greeting_with_its_rule(sign_in, alice, nemec):
    html = sign_in(alice).get(page(nemec)).content.decode()
    lines = ("<bdi>Dobrý den,</bdi>", "<bdi>Dobrý den, Jane,</bdi>", "<bdi>Dear Mr Němec,</bdi>", "<bdi>Hi Jan,</bdi>")
    assert [html.count(line) for line in lines] == [1, 1, 1, 1]
    words = ("The vocative of the surname is not certain.", "as is usual in this language")
    assert [html.count(escape(word)) for word in words] == [1, 5]


def test_what_was_typed_is_saved_with_its_source(sign_in, alice, team, nemec, stop_clock):
    stop_clock(NOW)
    response = save(sign_in(alice), nemec)
    assert (response.status_code, response["Location"]) == (303, page(nemec))
    words = {"cs": {"formal": "Vážený pane předsedo"}}
    assert said(nemec) == ("m", {"cs": {"surname": "Němče"}}, words, "")
    origin = {"source": "told", "confirmed_by": alice.pk, "confirmed_at": NOW.isoformat()}
    forms = ("address_as.cs.formal", "vocatives.cs.surname")
    assert Contact.objects.get(pk=nemec.pk).name_sources == dict.fromkeys(forms, origin)
    footing = Footing.objects.get()
    assert (
        footing.contact,
        footing.team,
        footing.register,
        footing.agreed_on,
        footing.source,
        footing.confirmed_by,
    ) == (*(nemec, team, "informal", date(2026, 11, 2), "told", alice),)
    entries = AuditEntry.objects.filter(subject_id=nemec.pk, action__startswith="contacts.").order_by("pk")
    assert [entry.action for entry in entries if not entry.action.endswith("view")] == [
        "contacts.change",
        "contacts.footing.change",
    ]


def test_the_preview_saves_nothing(sign_in, alice, nemec):
    before = said(nemec)
    client = sign_in(alice)
    whole = client.post(page(nemec), {**TYPED, "do": "preview"}).content.decode()
    part = client.post(page(nemec), {**TYPED, "do": "preview"}, headers=HTMX).content.decode()
    for html in (whole, part):
        assert (html.count("Vážený pane předsedo,"), html.count("As it would be. Nothing is saved yet.")) == (1, 1)
        assert html.count("as our team is with them") == 5
    assert ("<html" in whole, "<html" in part) == (True, False)
    assert (said(nemec), Footing.objects.count()) == (before, 0)


def test_a_preview_with_an_error_shows_the_rest(sign_in, alice, nemec):
    html = sign_in(alice).post(page(nemec), {**TYPED, "agreed_on": "soon", "do": "preview"}).content.decode()
    assert html.count("Vážený pane předsedo,") == 1


def test_a_day_of_first_names_needs_the_informal_address(sign_in, alice, nemec):
    response = save(sign_in(alice), nemec, relation="formal")
    assert response.status_code == 422
    assert "Where first names were agreed on, the address is informal." in response.content.decode()
    assert Footing.objects.count() == 0


def test_a_relation_that_is_not_known_any_more_goes(sign_in, alice, nemec):
    client = sign_in(alice)
    save(client, nemec)
    counts = [Footing.objects.count()]
    save(client, nemec, relation="", agreed_on="")
    assert [*counts, Footing.objects.count()] == [1, 0]


def test_a_colleague_without_a_team_says_nothing_of_one(sign_in, admin, nemec):
    client = sign_in(admin)
    assert 'name="relation"' not in client.get(page(nemec)).content.decode()
    save(client, nemec)
    assert (said(nemec)[1], Footing.objects.count()) == ({"cs": {"surname": "Němče"}}, 0)


def test_doubtful_vocatives_are_asked_and_one_click_confirms(sign_in, alice, nemec, stop_clock):
    stop_clock(NOW)
    client = sign_in(alice)
    html = client.get(page(nemec)).content.decode()
    assert [html.count(f'name="value" value="{form}"') for form in ("Němče", "Němci", "Jane")] == [1, 1, 1]
    client.post(confirm(nemec), {"form": "vocatives.cs.surname", "value": "Němci"})
    assert said(nemec)[1] == {"cs": {"surname": "Němci"}}
    assert Contact.objects.get(pk=nemec.pk).name_sources == {
        "vocatives.cs.surname": {"source": "rule", "confirmed_by": alice.pk, "confirmed_at": NOW.isoformat()}
    }


def test_a_gender_is_suggested_and_not_stored_before_somebody_confirms(sign_in, alice):
    names = {"given": "Eva", "surname_core": "Nováková", "name_locale": "cs"}
    eva = make_contact("Eva Nováková", owner=alice, **names)
    client = sign_in(alice)
    html = client.get(page(eva)).content.decode()
    assert "Grammatical gender, because the name ends in “-ová”" in html
    assert said(eva)[0] == ""
    client.post(confirm(eva), {"form": "grammatical_gender", "value": "f"})
    assert said(eva)[0] == "f"


def test_what_nobody_confirmed_is_confirmed_as_it_stands(sign_in, alice, nemec):
    client = sign_in(alice)
    for _twice in range(2):
        client.post(confirm(nemec), {"form": "grammatical_gender"})
    fresh = Contact.objects.get(pk=nemec.pk)
    assert (fresh.grammatical_gender, fresh.name_sources["grammatical_gender"]["confirmed_by"], fresh.version) == (
        *("m", alice.pk, 2),
    )


@pytest.mark.parametrize(
    ("form", "value"),
    [("grammatical_gender", "f"), ("vocatives.cs.surname", "Holub"), ("notes", "x"), ("", ""), ("full_name", "\x00")],
)
def test_nothing_but_what_is_suggested_can_be_confirmed(sign_in, alice, nemec, form, value):
    before = Contact.objects.filter(pk=nemec.pk).values().get()
    response = sign_in(alice).post(confirm(nemec), {"form": form, "value": value})
    assert response.status_code == 303
    assert Contact.objects.filter(pk=nemec.pk).values().get() == before


def test_what_two_changed_is_asked(sign_in, alice, nemec):
    client = sign_in(alice)
    version = nemec.version
    client.post(page(nemec), {**TYPED, "version": version, "seen": "{}"})
    response = client.post(
        page(nemec), {**TYPED, "called": "Honza", "vocatives_cs_surname": "Němci", "version": version}
    )
    assert response.status_code == 422
    assert "Němče" in response.content.decode()


@pytest.mark.parametrize("name", ["forms_of_address", "form_of_address_confirm"])
def test_who_may_not_edit_may_not_say_how_to_address(sign_in, bob, marketer, charlie, nemec, name):
    url = reverse(f"contacts:{name}", args=[nemec.pk])
    before = said(nemec)
    data = {**TYPED, "form": "vocatives.cs.surname", "value": "Němci"}
    codes = [sign_in(user).post(url, data).status_code for user in (bob, marketer, charlie)]
    assert (codes, said(nemec), Footing.objects.count()) == ([403, 403, 404], before, 0)


def test_of_the_page_too(sign_in, bob, marketer, charlie, nemec):
    assert [sign_in(user).get(page(nemec)).status_code for user in (bob, marketer, charlie)] == [403, 403, 404]


def test_unknown_ids_and_wrong_methods(sign_in, alice, nemec):
    client = sign_in(alice)
    missing = reverse("contacts:forms_of_address", args=[nemec.pk + 999])
    assert [client.get(missing).status_code, client.get(confirm(nemec)).status_code] == [404, 405]
    assert client.delete(page(nemec)).status_code == 405


def test_the_page_asks_the_same_for_three_footings_as_for_one(
    sign_in, alice, team, other_team, nemec, django_assert_num_queries
):
    client = sign_in(alice)
    Footing.objects.create(contact=nemec, team=team, register="formal", confirmed_by=alice)
    client.get(page(nemec))
    with django_assert_num_queries(12) as captured:
        client.get(page(nemec))
    Footing.objects.create(contact=nemec, team=other_team, register="formal", confirmed_by=alice)
    with django_assert_num_queries(len(captured)):
        client.get(page(nemec))


def test_the_card_addresses_as_the_team_of_the_reader_does(sign_in, alice, team, nemec):
    Contact.objects.filter(pk=nemec.pk).update(vocatives={"cs": {"surname": "Němče"}})
    card = reverse("contacts:contact_detail", args=[nemec.pk])
    client = sign_in(alice)
    before = client.get(card).content.decode()
    Footing.objects.create(contact=nemec, team=team, register="informal")
    after = client.get(card).content.decode()
    assert ("<bdi>pane Němče</bdi>" in before, "<bdi>Jane</bdi>" in after) == (True, True)
    assert page(nemec) in after
