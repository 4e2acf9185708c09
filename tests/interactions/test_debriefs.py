"""Private debriefs: nobody but the writer reads them, unless the writer shows one."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from contacts.actions.erasing import erase_contact
from contacts.models import Contact
from interactions.actions.debriefs import show_debrief, write_debrief
from interactions.models import Debrief, Interaction
from staff.models import AuditEntry, AuditValues, Notice, Role
from tests.factories.interactions import make_talk
from tests.factories.staff import make_user

WORDS = {"happened": "He shouted at me", "felt": "I was afraid", "differently": "Hang up"}


@pytest.fixture
def entry(alice, carol):
    return make_talk(alice, carol, timezone.now() - timedelta(hours=1), sentiment=-2)


@pytest.fixture
def debrief(alice, entry):
    return write_debrief(by=alice, interaction=entry, **WORDS, wants_help=False)


def page(name, pk):
    return reverse(f"interactions:{name}", args=[pk])


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("sentiment", "is_offered"), [("-2", True), ("-1", True), ("0", False), ("", False), ("2", False)]
)
def test_a_tense_contact_offers_a_debrief(sign_in, alice, carol, sentiment, is_offered):
    data = {"key": "k", "kind": "call", "direction": "in", "at": "2026-01-05T10:00", "sentiment": sentiment}
    html = text_of(sign_in(alice).post(reverse("interactions:log", args=[carol.pk]), data, follow=True))
    assert ("Write a private debrief" in html) is is_offered


@pytest.mark.parametrize(("emotion", "is_offered"), [("angry", True), ("grateful", False)])
def test_so_does_what_they_felt(sign_in, alice, carol, emotion, is_offered):
    data = {"key": "k", "kind": "call", "direction": "in", "at": "2026-01-05T10:00", "emotion": emotion}
    html = text_of(sign_in(alice).post(reverse("interactions:log", args=[carol.pk]), data, follow=True))
    assert Interaction.objects.get().emotion == emotion
    assert ("Write a private debrief" in html) is is_offered


def test_only_the_writer_of_a_tense_entry_is_offered_one_on_the_timeline(sign_in, alice, bob, carol, entry):
    address = reverse("interactions:contact_timeline", args=[carol.pk])
    assert page("debrief_write", entry.pk) in text_of(sign_in(alice).get(address))
    assert page("debrief_write", entry.pk) not in text_of(sign_in(bob).get(address))


def test_writing_twice_changes_the_one_note(sign_in, alice, entry):
    client = sign_in(alice)
    for felt in ("Fear", "Anger"):
        response = client.post(page("debrief_write", entry.pk), {"felt": felt, "wants_help": "on"})
    debrief = Debrief.objects.get()
    assert (debrief.writer, debrief.felt, debrief.wants_help) == (alice, "Anger", True)
    assert response["Location"] == page("debrief_detail", debrief.pk)
    assert "Anger" in text_of(client.get(page("debrief_write", entry.pk)))


def test_nobody_but_the_writer_reads_it(sign_in, alice, bob, lead, dpo, admin, charlie, debrief):
    assert "I was afraid" in text_of(sign_in(alice).get(page("debrief_detail", debrief.pk)))
    for user in (bob, lead, dpo, admin, charlie):
        client = sign_in(user)
        assert client.get(page("debrief_detail", debrief.pk)).status_code == 404
        for name in ("debrief_show", "debrief_hide", "debrief_delete"):
            assert client.post(page(name, debrief.pk)).status_code in (403, 404)
        assert not Debrief.objects.visible_to(user).exists()
    assert Debrief.objects.count() == 1


def test_a_colleague_writes_none_on_the_entry_of_another(sign_in, bob, charlie, entry):
    assert sign_in(bob).post(page("debrief_write", entry.pk), WORDS).status_code == 403
    assert sign_in(charlie).post(page("debrief_write", entry.pk), WORDS).status_code == 404
    assert Debrief.objects.count() == 0


def test_no_page_of_the_administration_shows_it():
    assert apps.get_model("interactions", "Debrief") not in django_admin.site._registry


def test_its_words_stand_in_no_trail(debrief, alice, lead):
    show_debrief(by=alice, debrief=debrief, lead=lead)
    for kept in (*AuditEntry.objects.values(), *AuditValues.objects.values(), *Notice.objects.values()):
        assert not any(words in str(kept) for words in WORDS.values())


def test_the_writer_shows_it_to_a_lead_and_takes_it_back(sign_in, alice, lead, debrief):
    sign_in(alice).post(page("debrief_show", debrief.pk), {"lead": lead.pk})
    assert list(Notice.objects.values_list("user", "kind")) == [(lead.pk, "debrief_shown")]
    client = sign_in(lead)
    assert "I was afraid" in text_of(client.get(page("debrief_detail", debrief.pk)))
    for name in ("debrief_show", "debrief_hide", "debrief_delete"):
        assert client.post(page(name, debrief.pk)).status_code == 403
    sign_in(alice).post(page("debrief_hide", debrief.pk))
    assert sign_in(lead).get(page("debrief_detail", debrief.pk)).status_code == 404


def test_a_call_for_help_says_so(alice, lead, entry):
    debrief = write_debrief(by=alice, interaction=entry, **WORDS, wants_help=True)
    show_debrief(by=alice, debrief=debrief, lead=lead)
    assert Notice.objects.get().kind == "debrief_help"


def test_it_is_shown_to_no_one_but_a_lead_of_the_own_team(sign_in, alice, bob, lead, other_team, debrief):
    foreign = make_user("Foreign", Role.LEAD, team=other_team)
    for chosen in (bob, foreign, alice):
        sign_in(alice).post(page("debrief_show", debrief.pk), {"lead": chosen.pk})
        with pytest.raises(PermissionDenied):
            show_debrief(by=alice, debrief=debrief, lead=chosen)
    with pytest.raises(PermissionDenied):
        show_debrief(by=lead, debrief=debrief, lead=lead)
    assert Debrief.objects.get().shared_with is None


def test_deleting_is_for_good(sign_in, alice, debrief):
    response = sign_in(alice).post(page("debrief_delete", debrief.pk))
    assert response["Location"] == reverse("interactions:debrief_list")
    assert Debrief.objects.count() == 0


@pytest.mark.parametrize("name", ["debrief_show", "debrief_hide", "debrief_delete"])
def test_looking_changes_nothing(sign_in, alice, debrief, name):
    assert sign_in(alice).get(page(name, debrief.pk)).status_code == 405
    assert sign_in(alice).get(page("debrief_detail", 10**9)).status_code == 404


def test_the_list_has_ones_own_and_what_is_shown(sign_in, alice, bob, lead, carol, debrief):
    address = reverse("interactions:debrief_list")
    assert page("debrief_detail", debrief.pk) in text_of(sign_in(alice).get(address))
    assert page("debrief_detail", debrief.pk) not in text_of(sign_in(lead).get(address))
    show_debrief(by=alice, debrief=debrief, lead=lead)
    assert "Alice shows it to you" in text_of(sign_in(lead).get(address))
    assert page("debrief_detail", debrief.pk) not in text_of(sign_in(bob).get(address))


def test_a_customer_who_is_not_seen_any_more_is_not_named(sign_in, alice, charlie, other_team, debrief):
    Contact.objects.update(owner=charlie, team=other_team)
    client = sign_in(alice)
    for address in (reverse("interactions:debrief_list"), page("debrief_detail", debrief.pk)):
        html = text_of(client.get(address))
        assert "Carol" not in html
    assert "I was afraid" in html


def test_the_list_asks_the_same_queries_for_one_and_for_three(
    sign_in, alice, carol, debrief, django_assert_num_queries, django_assert_max_num_queries
):
    client, address = sign_in(alice), reverse("interactions:debrief_list")
    client.get(address)
    with django_assert_max_num_queries(50) as counted:
        client.get(address)
    for hours in (2, 3):
        talk = make_talk(alice, carol, timezone.now() - timedelta(hours=hours), sentiment=-1)
        write_debrief(by=alice, interaction=talk, **WORDS, wants_help=False)
    with django_assert_num_queries(len(counted)):
        client.get(address)


def test_erasing_the_customer_takes_the_words_along(carol, dpo, debrief):
    erase_contact(by=dpo, contact=carol)
    debrief.refresh_from_db()
    assert (debrief.happened, debrief.felt, debrief.differently) == ("", "", "")
