"""Triage and one mail: words for the owner alone, unless they are shared."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from mailbox.models import MailPart, MailState, ReceivedMail
from staff.models import Role, User
from tests.factories.contacts import make_contact
from tests.factories.mailbox import letter, make_mail, make_mailbox, read_letter
from tests.factories.staff import make_user

TRIAGE = reverse("mailbox:triage")
WORDS = "Between the two of us"
DECIDING = ("mail_assign", "mail_contact", "mail_ignore", "mail_undo", "mail_share")


def at(name: str, mail: ReceivedMail) -> str:
    return reverse(f"mailbox:{name}", args=[mail.pk])


def test_what_waits_is_listed_for_its_owner_alone(sign_in, alice: User, bob: User, admin: User, marketer: User) -> None:
    make_mail(alice, subject="For Alice")
    make_mail(alice, subject="Not for you", sender="nl@news.example", more=("List-Id: news",))
    page = sign_in(alice).get(TRIAGE).content.decode()
    assert "For Alice" in page
    assert "Not for you" not in page
    assert "Not for you" in sign_in(alice).get(f"{TRIAGE}?show=ignored").content.decode()
    for user in (bob, admin):
        assert "For Alice" not in sign_in(user).get(TRIAGE).content.decode()
    assert sign_in(marketer).get(TRIAGE).status_code == 403
    assert sign_in(alice).post(TRIAGE).status_code == 405


def test_a_forged_sender_is_warned_of_in_the_list_and_on_the_page(sign_in, alice: User, carol: Contact) -> None:
    mail = make_mail(alice, carol, checks="fail")
    client = sign_in(alice)
    for page in (TRIAGE, at("mail", mail)):
        assert "It may be forged." in client.get(page).content.decode()


def test_who_poses_as_a_customer_is_not_ignored_by_the_customers_name(sign_in, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    for forged, is_offered in (
        (make_mail(alice, carol, checks="fail"), False),
        (make_mail(alice, checks="fail"), True),
    ):
        page = client.get(at("mail", forged)).content.decode()
        assert "Ignore this mail" in page
        assert ("Ignore this sender" in page) is is_offered


def test_the_time_of_a_mail_is_told_on_both_clocks(sign_in, alice: User, carol: Contact) -> None:
    Contact.objects.filter(pk=carol.pk).update(time_zone="Asia/Tokyo")
    page = sign_in(alice).get(at("mail", make_mail(alice, carol))).content.decode()
    told = page.split("<dt>When</dt>")[1].split("</dd>")[0]
    assert ("18:00" in told, "there" in told) == (True, True)


def test_the_list_asks_as_often_for_three_as_for_one(sign_in, alice: User, carol: Contact) -> None:
    client, counts = sign_in(alice), []
    client.get(TRIAGE)  # the first page of a session asks more
    for _number in range(3):
        make_mail(alice, carol, checks="fail")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(TRIAGE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_words_of_a_personal_mail_are_its_owner_s(
    sign_in, alice, bob, charlie, admin, dpo, marketer, carol
) -> None:
    mail = make_mail(alice, carol, body=WORDS, subject="Secret matter")
    assert WORDS in sign_in(alice).get(at("mail", mail)).content.decode()
    for user in (bob, admin, dpo):
        page = sign_in(user).get(at("mail", mail))
        assert page.status_code == 200
        assert "A mail was exchanged." in page.content.decode()
        assert WORDS not in page.content.decode()
        assert "Secret matter" not in page.content.decode()
    assert sign_in(charlie).get(at("mail", mail)).status_code == 404
    assert sign_in(marketer).get(at("mail", mail)).status_code == 403
    assert sign_in(alice).get(reverse("mailbox:mail", args=[9**9])).status_code == 404


def test_no_timeline_tells_the_words_or_the_subject_of_a_personal_mail(sign_in, alice, bob, carol) -> None:
    mail = make_mail(alice, carol, body=WORDS, subject="Secret matter")
    for user in (alice, bob):
        page = sign_in(user).get(reverse("interactions:contact_timeline", args=[carol.pk])).content.decode()
        assert at("mail", mail) in page
        assert "Secret matter" not in page


def test_a_shared_mail_or_mailbox_is_read_by_all_who_see_the_customer(sign_in, alice, bob, charlie, carol) -> None:
    mail = make_mail(alice, carol, body=WORDS)
    sign_in(alice).post(at("mail_share", mail), {"on": "1"})
    assert WORDS in sign_in(bob).get(at("mail", mail)).content.decode()
    assert sign_in(charlie).get(at("mail", mail)).status_code == 404
    sign_in(alice).post(at("mail_share", mail), {"on": ""})
    assert WORDS not in sign_in(bob).get(at("mail", mail)).content.decode()

    shared = read_letter(make_mailbox(alice, is_shared=True), letter(subject="For all", body=WORDS))
    assert WORDS in sign_in(bob).get(at("mail", shared)).content.decode()
    timeline = sign_in(bob).get(reverse("interactions:contact_timeline", args=[carol.pk])).content.decode()
    assert "For all" in timeline


def test_who_has_a_copy_reads_it_there(sign_in, alice, bob, carol) -> None:
    raw = letter(to="alice@fair.example, bob@fair.example", body=WORDS)
    first, copy = (read_letter(make_mailbox(owner), raw) for owner in (alice, bob))
    assert first.entry == copy.entry
    assert WORDS in sign_in(bob).get(at("mail", first)).content.decode()


@pytest.mark.parametrize("name", DECIDING)
def test_only_the_owner_decides(sign_in, alice, bob, charlie, admin, marketer, carol, name: str) -> None:
    mail = make_mail(alice, carol)
    for user, status in ((bob, 403), (admin, 403), (charlie, 404), (marketer, 403)):
        response = sign_in(user).post(
            at(name, mail), {"contact": carol.pk, "full_name": "X", "what": "mail", "on": "1"}
        )
        assert (user.full_name, response.status_code) == (user.full_name, status)
    mail.refresh_from_db()
    assert (mail.state, mail.is_shared) == (MailState.TIMELINE, False)


@pytest.mark.parametrize("name", DECIDING)
def test_what_waits_is_not_there_for_others(sign_in, alice, bob, charlie, name: str) -> None:
    mail = make_mail(alice)
    for user in (bob, charlie):
        assert sign_in(user).post(at(name, mail), {"what": "mail"}).status_code == 404
        assert sign_in(user).get(at("mail", mail)).status_code == 404


def test_a_mail_is_assigned_to_whom_is_found(sign_in, alice: User, carol: Contact) -> None:
    mail = make_mail(alice, sender="private@else.example")
    client = sign_in(alice)
    assert "Carol Novotná" in client.get(at("mail_assign", mail), {"q": "novotna"}).content.decode()
    response = client.post(at("mail_assign", mail), {"contact": carol.pk, "remember": "on"})
    assert (response.status_code, response.headers["Location"]) == (303, TRIAGE)
    mail.refresh_from_db()
    assert mail.contact == carol
    assert carol.points.filter(value="private@else.example").exists()


def test_who_may_log_but_not_edit_assigns_without_remembering(sign_in, alice: User, bob: User, carol: Contact) -> None:
    mail = make_mail(bob, sender="private@else.example")
    sign_in(bob).post(at("mail_assign", mail), {"contact": carol.pk, "remember": "on"})
    mail.refresh_from_db()
    assert mail.contact == carol
    assert not carol.points.filter(value="private@else.example").exists()


def test_no_mail_is_assigned_to_a_stranger_s_customer(sign_in, alice: User, charlie: User) -> None:
    mail, foreign = make_mail(alice), make_contact("Foreign", owner=charlie)
    client = sign_in(alice)
    assert client.post(at("mail_assign", mail), {"contact": foreign.pk}).status_code == 404
    assert client.post(at("mail_assign", mail), {"contact": "x"}).status_code == 422
    assert "Foreign" not in client.get(at("mail_assign", mail)).content.decode()


def test_a_contact_is_made_of_a_mail(sign_in, alice: User) -> None:
    mail = make_mail(alice, sender="Nela Nová <nela@else.example>")
    client = sign_in(alice)
    assert "Nela Nová" in client.get(at("mail_contact", mail)).content.decode()
    assert client.post(at("mail_contact", mail), {"full_name": ""}).status_code == 422
    response = client.post(at("mail_contact", mail), {"full_name": "Nela Nová"})
    contact = Contact.objects.get()
    assert response.headers["Location"] == reverse("contacts:contact_detail", args=[contact.pk])
    assert (contact.full_name, contact.received_mails.get()) == ("Nela Nová", mail)


def test_ignoring_and_taking_it_back(sign_in, alice: User) -> None:
    mail, client = make_mail(alice), sign_in(alice)
    for name, data, state in (
        ("mail_ignore", {"what": "nonsense"}, MailState.WAITING),
        ("mail_ignore", {"what": "sender"}, MailState.IGNORED),
        ("mail_undo", {}, MailState.WAITING),
    ):
        assert client.post(at(name, mail), data).status_code == 303
        mail.refresh_from_db()
        assert mail.state == state


def with_page(alice: User, carol: Contact) -> MailPart:
    raw = letter().replace(b"Content-Type: text/plain; charset=utf-8", b'Content-Type: multipart/mixed; boundary="b"')
    page = base64.b64encode(b"<script>alert(1)</script>")
    part = b'--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="\xd0\xb0.html"\r\n'
    read_letter(
        make_mailbox(alice), raw + b"\r\n" + part + b"Content-Transfer-Encoding: base64\r\n\r\n" + page + b"\r\n--b--"
    )
    return MailPart.objects.get()


def test_a_file_is_a_download_and_nothing_else(sign_in, alice, bob, charlie, carol) -> None:
    part = with_page(alice, carol)
    address = reverse("mailbox:part", args=[part.pk])
    response = sign_in(alice).get(address)
    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert sign_in(bob).get(address).status_code == 403
    assert sign_in(charlie).get(address).status_code == 404
    part.mail.is_shared = True
    part.mail.save()
    assert sign_in(bob).get(address).status_code == 200


def test_markup_of_a_mail_is_shown_harmlessly(sign_in, alice: User, carol: Contact) -> None:
    raw = letter(
        body='<b>Hi</b><img src="https://t.example/p"><a href="https://evil.example">bank</a>', subject="<i>x</i>"
    )
    mail = read_letter(make_mailbox(alice), raw.replace(b"text/plain", b"text/html"))
    page = sign_in(alice).get(at("mail", mail)).content.decode()
    assert "<b>Hi</b>" in page
    assert "t.example" not in page
    assert 'href="https://evil.example"' not in page
    assert "&lt;i&gt;x&lt;/i&gt;" in page


def test_the_thread_shows_what_the_reader_may_read(sign_in, alice: User, bob: User, carol: Contact) -> None:
    first = make_mail(alice, carol, subject="First", message_id="<1@customer.example>")
    more = ("References: <1@customer.example>",)
    make_mail(alice, carol, subject="Answer", more=more)
    make_mail(bob, carol, subject="Bob's own", more=more)
    page = sign_in(alice).get(at("mail", first)).content.decode()
    assert "Answer" in page
    assert "Bob&#x27;s own" not in page


def test_a_reader_of_all_customers_sees_that_a_mail_came(sign_in, alice: User, carol: Contact) -> None:
    reader = make_user("Reader", Role.DPO)
    mail = make_mail(alice, carol, body=WORDS)
    assert WORDS not in sign_in(reader).get(at("mail", mail)).content.decode()
