import email
import uuid

import pytest
from django.core.mail import EmailMessage, get_connection, send_mail
from django.utils import timezone
from django.utils.translation import override

from outreach.actions.sending import pump
from outreach.backends import mail_file_name
from outreach.models import Message, State
from tests.factories.outreach import mails_in

FOLDER = "outreach.backends.FolderBackend"


def letter(message_id: str = "") -> EmailMessage:
    headers = {"Message-ID": message_id} if message_id else {}
    return EmailMessage("Hello", "Body", "a@fair.example", ["b@customer.example"], headers=headers)


def test_a_mail_becomes_one_whole_file(mail_dir):
    name = uuid.uuid4()
    assert get_connection(FOLDER).send_messages([letter(f"<{name}@rapport.example>")]) == 1
    (file,) = mail_dir.iterdir()
    assert file.name == f"{name}.eml"
    assert email.message_from_bytes(file.read_bytes())["To"] == "b@customer.example"


def test_a_mail_already_there_is_not_written_again(mail_dir):
    message_id = f"<{uuid.uuid4()}@rapport.example>"
    connection = get_connection(FOLDER)
    connection.send_messages([letter(message_id)])
    (file,) = mail_dir.iterdir()
    file.write_text("first")
    assert connection.send_messages([letter(message_id)]) == 1
    assert [file.read_text() for file in mail_dir.iterdir()] == ["first"]


def test_the_folder_is_made_when_it_is_missing(mail_dir):
    mail_dir.rmdir()
    get_connection(FOLDER).send_messages([letter()])
    assert len(list(mail_dir.glob("*.eml"))) == 1


@pytest.mark.parametrize("hostile", ["<../../etc/passwd@x>", "<a/b@x>", "", "<>", "x" * 500])
def test_a_file_name_never_leaves_the_folder(hostile):
    assert uuid.UUID(mail_file_name(hostile).removesuffix(".eml")).version == 4


def test_djangos_own_mails_enter_the_outbox(settings, organisation):
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    assert send_mail("Reset\u2028your password", "https://x/key/", None, ["a@fair.example", "b@fair.example"]) == 1
    rows = Message.objects.order_by("address")
    assert [(row.address, row.subject, row.body, row.state) for row in rows] == [
        ("a@fair.example", "Reset your password", "https://x/key/", State.PENDING),
        ("b@fair.example", "Reset your password", "https://x/key/", State.PENDING),
    ]


def test_a_mail_of_the_system_says_in_which_language_it_was_written(settings, organisation, mail_dir):
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    with override("lt"):
        send_mail("Slaptažodis", "https://x/key/", None, ["a@fair.example"])
    pump(worker="test", now=timezone.now())
    assert [mail["Content-Language"] for mail in mails_in(mail_dir)] == ["lt"]


def test_a_mail_of_the_system_carries_no_attachments(settings, organisation):
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    mail = letter()
    mail.attach("a.txt", "x", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        mail.send()
    assert Message.objects.count() == 0
