from outreach.claiming import POISON_CLAIMS, claim, open_slot
from outreach.models import Message
from tests.factories.outreach import MORNING, make_message


def test_a_suspect_behind_others_does_not_endanger_them(carol):
    first, suspect = make_message(carol), make_message(carol)
    Message.objects.filter(pk=suspect.pk).update(claims=POISON_CLAIMS - 1)
    assert claim(open_slot("test"), now=MORNING) == [first.pk]


def test_two_senders_never_hold_the_same_mail(carol):
    pks = [make_message(carol).pk for _ in range(6)]
    one, two = open_slot("one"), open_slot("two")
    assert claim(one, now=MORNING, limit=4) == pks[:4]
    assert claim(two, now=MORNING, limit=4) == pks[4:]
