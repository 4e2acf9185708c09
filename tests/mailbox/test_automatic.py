import pytest

from mailbox.automatic import reason_not_a_person
from mailbox.models import Reason
from mailbox.parsing import read
from tests.factories.mailbox import letter


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"more": ("Auto-Submitted: auto-replied",)}, Reason.AUTOMATIC),
        ({"more": ("Auto-Submitted: no",)}, ""),
        ({"more": ("Precedence: auto_reply",)}, Reason.AUTOMATIC),
        ({"more": ("X-Autoreply: yes",)}, Reason.AUTOMATIC),
        ({"subject": "Automatic reply: Lamps"}, Reason.AUTOMATIC),
        ({"subject": "Автоответ: Лампы"}, Reason.AUTOMATIC),
        ({"subject": "Automatická odpověď: Lampy"}, Reason.AUTOMATIC),
        ({"subject": "Re: automatic reply machines for the office"}, ""),
        ({"more": ("List-Unsubscribe: <https://x.example>",)}, Reason.BULK),
        ({"more": ("Precedence: bulk",)}, Reason.BULK),
        ({"sender": "Mail Delivery <MAILER-DAEMON@mx.example>"}, Reason.BOUNCE),
        ({}, ""),
    ],
)
def test_what_no_person_wrote_is_recognised(written: dict[str, object], reason: str) -> None:
    content = read(letter(**written))
    assert reason_not_a_person(content.mail, content.senders[0][1], content.subject) == reason


def test_a_report_of_delivery_is_a_bounce() -> None:
    kind = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'
    content = read(letter().replace(b"Content-Type: text/plain; charset=utf-8", kind))
    assert reason_not_a_person(content.mail, "relay@x.example", "Undelivered") == Reason.BOUNCE
