from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from interactions.models import FollowUp, FollowUpState, Interaction
from interactions.receivers import write_sent_mails
from outreach import rules
from outreach.models import Message
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.outreach import MORNING, make_message

EVENING = MORNING + timedelta(hours=9)


def sent(*messages: Message) -> list[Message]:
    for number, message in enumerate(messages):
        Message.objects.filter(pk=message.pk).update(state="sent", sent_at=MORNING + timedelta(minutes=number))
    related = ("contact", "user", "sender", "step__journey")
    return list(Message.objects.filter(pk__in=[row.pk for row in messages]).select_related(*related).order_by("pk"))


def queries(rows: list[Message]) -> int:
    with CaptureQueriesContext(connection) as caught:
        write_sent_mails(messages=rows, now=EVENING)
    return len(caught)


def test_mails_that_left_become_entries_with_as_many_queries_for_one_as_for_many(alice):
    people = [make_contact(f"Person {number}", owner=alice) for number in range(5)]
    one, *many = sent(*(make_message(person, rule=rules.SURVEY) for person in people))
    assert queries([one]) == queries(many)
    rows = Interaction.objects.order_by("pk").values_list("contact", "source", "at", "is_automatic", "params")
    assert list(rows) == [
        (row.contact_id, f"outreach.message/{row.pk}", row.sent_at, True, {"message": row.pk, "journey": rules.SURVEY})
        for row in (one, *many)
    ]


def test_told_twice_a_mail_has_one_entry(carol):
    rows = sent(make_message(carol))
    for _ in range(2):
        write_sent_mails(messages=rows, now=EVENING)
    assert Interaction.objects.count() == 1


def test_only_what_a_colleague_wrote_is_a_contact_and_the_newest_counts(carol, alice):
    dana = make_contact("Dana", owner=alice)
    rows = sent(make_message(carol), make_message(carol), make_message(dana, rule=rules.SURVEY))
    write_sent_mails(messages=rows, now=EVENING)
    carol.refresh_from_db()
    dana.refresh_from_db()
    assert (carol.last_contact_at, dana.last_contact_at) == (MORNING + timedelta(minutes=1), None)


def test_the_follow_ups_of_prepared_mails_are_done(carol, alice):
    done, waiting = (make_follow_up(alice, carol, now=MORNING, in_hours=hours, kind="mail") for hours in (1, 2))
    write_sent_mails(messages=sent(done.message), now=EVENING)
    states = dict(FollowUp.objects.values_list("pk", "state"))
    assert states == {done.pk: FollowUpState.DONE, waiting.pk: FollowUpState.OPEN}
    assert FollowUp.objects.get(pk=done.pk).closed_at == EVENING


def test_a_moment_of_sending_that_is_not_known_is_now(carol):
    (row,) = sent(make_message(carol))
    row.sent_at = None
    write_sent_mails(messages=[row], now=EVENING)
    assert Interaction.objects.get().at == EVENING
