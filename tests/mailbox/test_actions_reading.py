"""Reading a real IMAP server: everything once, nothing touched, and what goes wrong told in words."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.models import Contact
from crm.encryption import encrypt
from interactions.models import Direction, Interaction, Kind, ResponseClock
from mailbox import imap
from mailbox.actions import check_mailbox, read_mailbox, read_mailboxes
from mailbox.actions.reading import store
from mailbox.models import Mailbox, MailPart, MailState, Problem, Reason, ReceivedMail
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_policy
from tests.factories.mailbox import MX, READ_AT, letter, make_mailbox, read_letter

NOW = datetime.now(UTC).replace(microsecond=0)


def later(**ahead: int) -> datetime:
    return NOW + timedelta(**ahead)


def test_a_mail_of_a_customer_lands_on_her_timeline(server, on_server, alice: User, carol: Contact) -> None:
    mailbox = on_server(alice)
    server.deliver(letter(), mailbox.folder)

    assert read_mailboxes(now=NOW) == {"read": 1, "failed": 0}

    entry = Interaction.objects.get()
    assert (entry.contact, entry.kind, entry.direction, entry.by) == (carol, Kind.EMAIL, Direction.IN, None)
    mail = ReceivedMail.objects.get()
    assert (mail.entry, mail.contact, mail.subject) == (entry, carol, "Lamps")
    assert (mail.text, mail.sender) == ("Good morning, when do the lamps come?", "carol@customer.example")
    mailbox.refresh_from_db()
    assert (mailbox.read_at, mailbox.problem, mailbox.leased_until) == (NOW, "", None)


def test_what_was_read_is_read_once_and_nothing_is_marked_on_the_server(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice)
    for number in range(3):
        server.deliver(letter(subject=f"Letter {number}"), mailbox.folder)
    before = server.files(mailbox.folder)

    counts = [read_mailboxes(now=later(minutes=minute))["read"] for minute in range(3)]
    server.deliver(letter(subject="One more"), mailbox.folder)
    counts.append(read_mailboxes(now=later(minutes=3))["read"])

    assert counts == [3, 0, 0, 1]
    assert Interaction.objects.count() == 4
    # Maildir notes what a client marked behind a comma: nobody has.
    assert {name.partition(":2,")[2] for name in server.files(mailbox.folder)} == {""}
    assert {name.partition(":")[0] for name in before} < {
        name.partition(":")[0] for name in server.files(mailbox.folder)
    }


def test_a_server_that_counts_anew_doubles_nothing(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice)
    server.deliver(letter(), mailbox.folder)
    read_mailboxes(now=NOW)
    before = Mailbox.objects.get().uid_validity
    server.count_anew(mailbox.folder)
    server.deliver(letter(subject="After"), mailbox.folder)

    assert read_mailboxes(now=later(minutes=1)) == {"read": 1, "failed": 0}
    assert Mailbox.objects.get().uid_validity != before
    assert sorted(ReceivedMail.objects.values_list("subject", flat=True)) == ["After", "Lamps"]


def test_mails_of_before_the_first_day_stay_where_they_are(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice, read_from=date(2026, 11, 1))
    server.deliver(letter(subject="Old"), mailbox.folder, at=datetime(2026, 10, 1, tzinfo=UTC).timestamp())
    server.deliver(letter(subject="New"), mailbox.folder, at=datetime(2026, 11, 18, tzinfo=UTC).timestamp())

    read_mailboxes(now=NOW)

    assert [mail.subject for mail in ReceivedMail.objects.all()] == ["New"]


def test_a_copy_in_two_mailboxes_is_one_entry(server, on_server, alice, bob, carol) -> None:
    raw = letter(to="alice@fair.example, bob@fair.example")
    for owner in (alice, bob):
        server.deliver(raw.replace(b"Received:", f"X-For: {owner.pk}\r\nReceived:".encode()), on_server(owner).folder)

    read_mailboxes(now=NOW)

    assert ReceivedMail.objects.count() == 2
    assert Interaction.objects.count() == 1
    assert {mail.entry for mail in ReceivedMail.objects.all()} == {Interaction.objects.get()}


def test_starttls_reads_as_well(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice, security="starttls", port=server.starttls_port)
    server.deliver(letter(), mailbox.folder)
    assert read_mailboxes(now=NOW) == {"read": 1, "failed": 0}


def test_a_folder_may_have_a_name_in_any_script(server, on_server, alice, carol) -> None:
    name = "Отправленные & важные"
    on_server(alice, folder=name)
    server.deliver(letter(), imap.folder_in_utf7(name))
    assert read_mailboxes(now=NOW) == {"read": 1, "failed": 0}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"secret": encrypt("wrong", imap.PURPOSE)}, Problem.LOGIN),
        ({"username": 'alice" NOOP\r\nb DELETE INBOX'}, Problem.LOGIN),
        ({"folder": "Nowhere"}, Problem.FOLDER),
        ({"port": 1}, Problem.UNREACHABLE),
        ({"host": "localhost"}, Problem.NOT_ALLOWED),
        ({"secret": "no cipher"}, Problem.LOST_KEY),
    ],
)
def test_what_goes_wrong_is_told_and_tried_again_less_and_less_often(
    server, on_server, alice, changed: dict[str, object], problem: Problem
) -> None:
    mailbox = on_server(alice)
    Mailbox.objects.filter(pk=mailbox.pk).update(**changed)

    pauses = []
    for _attempt in range(9):
        mailbox.refresh_from_db()
        now = max(NOW, mailbox.next_read_at)
        assert read_mailboxes(now=now) == {"read": 0, "failed": 1}
        mailbox.refresh_from_db()
        assert (mailbox.problem, mailbox.leased_until) == (problem, None)
        pauses.append((mailbox.next_read_at - now).total_seconds() / 60)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert read_mailboxes(now=mailbox.next_read_at - timedelta(seconds=1)) == {"read": 0, "failed": 0}


def test_a_certificate_of_nobody_known_is_refused(server, on_server, alice, monkeypatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    mailbox = on_server(alice)
    assert read_mailboxes(now=NOW) == {"read": 0, "failed": 1}
    mailbox.refresh_from_db()
    assert mailbox.problem == Problem.CERTIFICATE


def test_one_that_works_again_tells_no_problem_any_more(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice, folder="Nowhere")
    read_mailboxes(now=NOW)
    Mailbox.objects.update(folder="INBOX")
    read_mailboxes(now=later(minutes=5))
    mailbox.refresh_from_db()
    assert (mailbox.problem, mailbox.failures) == ("", 0)


def test_a_paused_one_and_one_that_somebody_reads_are_left_alone(server, on_server, alice, bob, carol) -> None:
    paused, held = on_server(alice, is_paused=True), on_server(bob, leased_until=later(minutes=5))
    for mailbox in (paused, held):
        server.deliver(letter(), mailbox.folder)

    assert read_mailboxes(now=NOW) == {"read": 0, "failed": 0}
    assert read_mailbox(mailbox=held, now=NOW) == 0
    # Whoever held it longer than that has died.
    assert read_mailboxes(now=later(minutes=5)) == {"read": 1, "failed": 0}


def test_of_a_colleague_who_left_nothing_is_read(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice)
    server.deliver(letter(), mailbox.folder)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert read_mailboxes(now=NOW) == {"read": 0, "failed": 0}


def test_a_file_of_ten_megabytes_comes_whole(server, on_server, alice, carol) -> None:
    content = bytes(range(256)) * (10 * 1024 * 4)
    mailbox = on_server(alice)
    server.deliver(with_file(content), mailbox.folder)

    read_mailboxes(now=NOW)

    part = MailPart.objects.get()
    assert (part.name, part.size, bytes(part.content) == content) == ("plan.bin", len(content), True)


def test_of_a_mail_too_large_the_headers_are_kept_with_a_note(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice)
    server.deliver(with_file(b"x" * (20 * 1024 * 1024)), mailbox.folder)

    read_mailboxes(now=NOW)

    mail = ReceivedMail.objects.get()
    assert (mail.is_cut, mail.text, mail.subject, mail.contact) == (True, "", "Lamps", carol)
    assert mail.size > imap.MOST_BYTES
    assert not MailPart.objects.exists()


def with_file(content: bytes) -> bytes:
    head, _end, body = letter().partition(b"\r\n\r\n")
    head = head.replace(b"Content-Type: text/plain; charset=utf-8", b'Content-Type: multipart/mixed; boundary="b"')
    head = head.replace(b"\r\nContent-Transfer-Encoding: 8bit", b"")
    encoded = base64.encodebytes(content)
    text = b"--b\r\nContent-Type: text/plain\r\n\r\n" + body
    file = (
        b'\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="plan.bin"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded + b"\r\n--b--\r\n"
    )
    return head + b"\r\n\r\n" + text + file


def test_a_broken_mail_stops_none_behind_it(server, on_server, alice, carol) -> None:
    mailbox = on_server(alice)
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))
    head = letter(subject="Deep").partition(b"Content-Type")[0]
    server.deliver(head + nested + b"end", mailbox.folder)
    server.deliver(letter(subject="Fine"), mailbox.folder)

    assert read_mailboxes(now=NOW) == {"read": 2, "failed": 0}
    found = dict(ReceivedMail.objects.values_list("subject", "reason"))
    assert found == {"Deep": Reason.UNREADABLE, "Fine": ""}


def test_the_connection_tells_which_server_checks_senders(server, on_server, alice) -> None:
    mailbox = on_server(alice, authserv_id="")
    assert check_mailbox(mailbox) == ""
    server.deliver(letter(), mailbox.folder)
    assert check_mailbox(mailbox) == MX


def test_the_house_s_own_network_is_reached_only_where_the_settings_say_so(settings) -> None:
    settings.MAILBOX_HOSTS = []
    tried = [("127.0.0.1", 993), ("10.0.0.8", 993), ("169.254.169.254", 993), ("fe80::1%eth0", 993), ("::1", 143)]
    assert [imap.may_connect("imap.example", port, address) for address, port in tried] == [False] * 5
    assert imap.may_connect("imap.example", 993, "93.184.215.14")
    assert not imap.may_connect("imap.example", 22, "93.184.215.14")
    settings.MAILBOX_HOSTS = ["imap.fair.example:1993"]
    assert imap.may_connect("IMAP.fair.example", 1993, "10.0.0.8")
    assert not imap.may_connect("imap.fair.example", 993, "93.184.215.14")


def test_the_moment_is_the_sender_s_unless_their_clock_is_wrong(alice, carol) -> None:
    mailbox = make_mailbox(alice)
    said = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    assert read_letter(mailbox, letter()).at == said
    for wrong in (b"Wed, 18 Nov 1970 09:00:00 +0000", b"Wed, 18 Nov 2099 09:00:00 +0000", b"never", b""):
        mail = read_letter(mailbox, letter().replace(b"Wed, 18 Nov 2026 09:00:00 +0000", wrong))
        assert mail.at == datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def test_storing_the_same_mail_again_adds_nothing_and_moves_on(alice, carol) -> None:
    mailbox = make_mailbox(alice)
    raw = letter()
    kept = [store(mailbox=mailbox, fetched=imap.Fetched(uid, NOW, len(raw), raw), now=NOW) for uid in (7, 8)]
    mailbox.refresh_from_db()
    assert (kept, mailbox.last_uid, ReceivedMail.objects.count(), Interaction.objects.count()) == (
        [True, False],
        8,
        1,
        1,
    )


def test_several_customers_in_one_mail_are_one_entry_that_names_the_others(alice, carol) -> None:
    dora = make_contact("Dora", owner=alice, email="dora@customer.example")
    mail = read_letter(make_mailbox(alice), letter(to="alice@fair.example, Dora <dora@customer.example>"))
    assert (mail.contact, mail.entry.params) == (carol, {"mail": mail.pk})
    assert list(mail.entry.parties.values_list("contact", flat=True)) == [dora.pk]
    assert mail.state == MailState.TIMELINE


@pytest.mark.parametrize(("days", "waits"), [(0, True), (3, False)])
def test_an_old_mail_of_a_mailbox_that_is_read_for_the_first_time_starts_no_clock(
    alice, carol, days: int, waits: bool
) -> None:
    make_policy(alice)
    mail = read_letter(make_mailbox(alice, created_at=READ_AT + timedelta(days=days)), letter())
    assert (mail.state, ResponseClock.objects.filter(contact=carol).exists()) == (MailState.TIMELINE, waits)
