"""Sending a recap, and keeping the answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.actions.erasing import erase_contact
from contacts.models import Contact
from interactions.actions.recaps import RecapClosed, answer_recap, read_recap, send_recap
from interactions.models import Interaction, Recap, RecapAnswer
from interactions.my_day import rows_for
from interactions.recaps import mail_variables
from outreach.actions.planning import cancel_message
from outreach.models import Message
from outreach.rendering import preview, render
from outreach.signals import messages_sent
from staff.models import AccessToken, AuditEntry, Notice, Organisation, User
from staff.signals import colleague_left
from tests.factories.interactions import make_recap, make_recap_link, make_talk

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
POINTS = ["Delivery in June", "Ten pieces"]
CORRECTIONS = ["In July", ""]


@pytest.fixture
def entry(alice: User, carol: Contact) -> Interaction:
    return make_talk(alice, carol, NOW, points=POINTS)


@pytest.fixture
def recap(entry: Interaction, alice: User) -> Recap:
    return make_recap(entry, by=alice, now=NOW, next_steps="We send the offer on Friday.")


def answer(recap: Recap, *corrections: str, remark: str = "", now: datetime = LATER) -> RecapAnswer:
    return answer_recap(recap=recap, corrections=corrections, remark=remark, language="cs", now=now)


def mail_of(recap: Recap, organisation: Organisation) -> str:
    return preview(Message.objects.get(recap=recap), organisation=organisation).text


def test_the_mail_is_a_service_mail_in_the_customers_language(recap, alice, carol, organisation):
    message = Message.objects.get()
    assert (message.contact, message.sender, message.purpose, message.template) == (carol, alice, "service", None)
    text = mail_of(recap, organisation)
    assert "děkujeme za rozhovor. Odnesli jsme si z něj toto:\n\n• Delivery in June\n• Ten pieces\n\n" in text
    assert "Co teď uděláme:\nWe send the offer on Friday.\n" in text
    assert AuditEntry.objects.get(action="interactions.recap.send").customer_id == carol.pk


@pytest.mark.parametrize("language", ["en", "ru", "cs", "da", "lt", "ar"])
def test_the_mail_has_words_in_every_language_of_customers(entry, alice, organisation, language):
    Contact.objects.update(languages=[language])
    message = make_recap(Interaction.objects.get(), by=alice, now=NOW).message
    mail = render(message, organisation=organisation, now=NOW)
    assert mail.language == language
    assert "/recap/" in mail.text
    assert "next_steps" not in mail.text
    assert "• Delivery in June\n• Ten pieces" in mail.text


@pytest.mark.parametrize("words", ["{{ greeting }} and {% if %}", "{{{{", "}}%}", "{{ recap_url"])
def test_braces_of_a_customer_are_no_variables(entry, alice, organisation, words):
    recap = make_recap(entry, by=alice, now=NOW, points=[words], next_steps=words)
    text = mail_of(recap, organisation)
    shown = text.partition("• ")[2].partition("\n")[0]
    assert shown.replace(" ", "") == words.replace(" ", "")


def test_a_second_recap_of_an_entry_is_refused(recap, entry, alice):
    with pytest.raises(ValidationError, match="sent already"):
        send_recap(by=alice, interaction=entry, points=["Again"], now=LATER)
    assert Message.objects.count() == 1


def test_a_recap_whose_mail_was_withdrawn_is_replaced(recap, entry, alice):
    cancel_message(recap.message, reason="skipped_by_hand", now=NOW)
    again = send_recap(by=alice, interaction=entry, points=["Again"], now=LATER)
    assert list(Recap.objects.values_list("pk", "points")) == [(again.pk, ["Again"])]
    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled", "pending"}


@pytest.mark.parametrize(("points", "address"), [([], "carol@customer.example"), (["One"], "")])
def test_a_recap_wants_a_point_and_an_address(entry, alice, carol, points, address):
    if not address:
        carol.points.all().delete()
    with pytest.raises(ValidationError):
        send_recap(by=alice, interaction=entry, points=points, now=NOW)
    assert (Recap.objects.count(), Message.objects.count()) == (0, 0)


def test_the_mail_that_left_is_an_entry_of_the_colleague(recap, alice):
    messages_sent.send(Message, messages=[Message.objects.get()], now=LATER)
    assert Interaction.objects.filter(kind="email", by=alice, is_automatic=False).count() == 1


def test_the_link_expires_with_the_recap(recap):
    variables = mail_variables(recap.message, LATER)
    assert list(variables) == ["recap_url"]
    assert AccessToken.objects.get(purpose="recap").expires_at == recap.expires_at == NOW + timedelta(days=60)


def test_a_confirmation_is_an_automatic_entry_and_asks_for_nothing(recap, alice, carol):
    answer(recap, "", "")
    entry = Interaction.objects.get(source=f"recap/{recap.pk}")
    assert (entry.contact, entry.kind, entry.direction, entry.is_automatic) == (carol, "recap", "in", True)
    assert Notice.objects.count() == 0
    assert rows_for(alice, LATER) == []


def test_a_correction_is_told_and_stands_on_my_day_until_it_is_read(recap, alice, bob):
    given = answer(recap, *CORRECTIONS)
    assert list(Notice.objects.values_list("user", "kind")) == [(alice.pk, "recap_corrected")]
    (row,) = rows_for(alice, LATER)
    assert (row.kind, row.rank, row.due_at) == ("recap", 10, LATER)
    assert rows_for(bob, LATER) == []
    read_recap(by=bob, recap=recap, answer=given.pk, now=LATER)
    assert rows_for(alice, LATER) == []


def test_a_remark_is_told_too(recap, alice):
    answer(recap, "", "", remark="Thank you!")
    assert list(Notice.objects.values_list("kind", flat=True)) == ["recap_remarked"]
    assert [row.kind for row in rows_for(alice, LATER)] == ["recap"]


def test_every_answer_is_kept_and_the_newest_counts(recap, alice):
    first = answer(recap, *CORRECTIONS)
    assert answer(recap, *CORRECTIONS, now=LATER + timedelta(minutes=1)) == first
    answer(recap, "", "", now=LATER + timedelta(minutes=2))
    kept = list(RecapAnswer.objects.order_by("at").values_list("corrections", "language"))
    assert kept == [(CORRECTIONS, "cs"), (["", ""], "cs")]
    assert rows_for(alice, LATER + timedelta(hours=1)) == []
    assert Interaction.objects.filter(kind="recap").count() == 1


def test_what_was_read_is_changed_no_more(recap, alice):
    given = answer(recap, *CORRECTIONS)
    read_recap(by=alice, recap=recap, answer=given.pk, now=LATER)
    with pytest.raises(RecapClosed):
        answer(recap, "", "", now=LATER + timedelta(minutes=1))
    assert RecapAnswer.objects.count() == 1


def test_an_answer_that_came_meanwhile_is_not_marked_as_read(recap, alice):
    seen = answer(recap, *CORRECTIONS)
    answer(recap, "In August", "", now=LATER + timedelta(minutes=1))
    with pytest.raises(ValidationError, match="meanwhile"):
        read_recap(by=alice, recap=recap, answer=seen.pk, now=LATER + timedelta(minutes=2))
    assert Recap.objects.get().read_at is None


def test_an_answer_after_sixty_days_is_refused(recap):
    with pytest.raises(RecapClosed):
        answer(recap, "", "", now=NOW + timedelta(days=60))
    assert RecapAnswer.objects.count() == 0


def test_who_leaves_hands_over_what_is_not_read(recap, alice, bob, admin):
    answer(recap, *CORRECTIONS)
    colleague_left.send(User, user=alice, successor=bob, by=admin, now=LATER)
    assert [row.kind for row in rows_for(bob, LATER)] == ["recap"]


def test_erasing_a_person_takes_the_words_and_closes_the_link(recap, carol, dpo):
    answer(recap, *CORRECTIONS, remark="Call my brother")
    make_recap_link(recap, now=NOW)
    erase_contact(by=dpo, contact=carol, now=LATER)
    recap.refresh_from_db()
    assert (recap.points, recap.next_steps) == ([], "")
    assert list(RecapAnswer.objects.values_list("corrections", "remark")) == [([], "")]
    assert AccessToken.objects.get(purpose="recap").revoked_at == LATER
