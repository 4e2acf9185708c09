"""My mailboxes: only mine, and a password that no page shows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mailbox.models import DropBox, IgnoredSender, Mailbox
from staff.models import User
from tests.factories.mailbox import make_drop_box, make_mailbox

LIST, NEW, RENEW = reverse("mailbox:mailbox_list"), reverse("mailbox:mailbox_create"), reverse("mailbox:drop_box_renew")
FIELDS: dict[str, Any] = {
    "address": "alice@fair.example",
    "host": "imap.fair.example",
    "port": "993",
    "security": "tls",
    "username": "alice",
    "folder": "INBOX",
    "authserv_id": "",
    "read_from": "2026-11-01",
}


def at(name: str, mailbox: Mailbox) -> str:
    return reverse(f"mailbox:{name}", args=[mailbox.pk])


def test_a_mailbox_is_added(sign_in, alice: User) -> None:
    client = sign_in(alice)
    assert client.post(NEW, FIELDS).status_code == 422  # without a password
    response = client.post(NEW, {**FIELDS, "password": "open sesame", "takes_drops": "on"})
    assert (response.status_code, response.headers["Location"]) == (303, LIST)
    mailbox = Mailbox.objects.get()
    assert (mailbox.owner, mailbox.host, mailbox.takes_drops) == (alice, "imap.fair.example", False)
    page = client.get(LIST).content.decode()
    assert "alice@fair.example" in page
    assert "open sesame" not in page + client.get(at("mailbox_edit", mailbox)).content.decode()
    assert mailbox.secret not in page


def test_the_same_folder_twice_is_refused_in_words(sign_in, alice: User) -> None:
    client = sign_in(alice)
    client.post(NEW, {**FIELDS, "password": "open sesame"})
    response = client.post(NEW, {**FIELDS, "password": "open sesame"})
    assert response.status_code == 422
    assert "You have this folder of this mailbox already." in response.content.decode()


def test_another_server_asks_for_the_password_again(sign_in, alice: User) -> None:
    mailbox = make_mailbox(alice, username="alice")
    client = sign_in(alice)
    assert client.post(at("mailbox_edit", mailbox), {**FIELDS, "folder": "Sent"}).status_code == 303
    response = client.post(at("mailbox_edit", mailbox), {**FIELDS, "host": "imap.evil.example"})
    assert response.status_code == 422
    assert "Enter the password again" in response.content.decode()
    mailbox.refresh_from_db()
    assert (mailbox.host, mailbox.folder) == ("imap.fair.example", "Sent")


def test_who_configures_says_where_drop_boxes_arrive(sign_in, admin: User) -> None:
    client = sign_in(admin)
    client.post(NEW, {**FIELDS, "password": "open sesame", "takes_drops": "on"})
    assert Mailbox.objects.get().takes_drops


@pytest.mark.parametrize("name", ["mailbox_edit", "mailbox_check", "mailbox_pause"])
def test_another_s_mailbox_is_not_there(sign_in, alice, bob, charlie, admin, marketer, name: str) -> None:
    mailbox = make_mailbox(alice)
    for user in (bob, charlie, admin):
        client = sign_in(user)
        assert client.post(at(name, mailbox), {**FIELDS, "on": "1"}).status_code == 404
        assert mailbox.host not in client.get(LIST).content.decode()
    assert sign_in(marketer).post(at(name, mailbox)).status_code == 403
    mailbox.refresh_from_db()
    assert not mailbox.is_paused


def test_wrong_methods_and_ids(sign_in, alice: User) -> None:
    client, mailbox = sign_in(alice), make_mailbox(alice)
    assert client.get(reverse("mailbox:mailbox_edit", args=[9**9])).status_code == 404
    assert [client.get(at(name, mailbox)).status_code for name in ("mailbox_check", "mailbox_pause")] == [405, 405]
    assert [client.post(LIST).status_code, client.get(RENEW).status_code] == [405, 405]


def test_pausing_and_going_on(sign_in, alice: User) -> None:
    client, mailbox = sign_in(alice), make_mailbox(alice)
    for on, is_paused in (("1", True), ("", False)):
        client.post(at("mailbox_pause", mailbox), {"on": on})
        mailbox.refresh_from_db()
        assert mailbox.is_paused is is_paused


def test_the_connection_is_tried_and_told_in_words(sign_in, alice: User, server, on_server) -> None:
    client, mailbox = sign_in(alice), on_server(alice)
    page = client.post(at("mailbox_check", mailbox), follow=True).content.decode()
    assert "The mailbox opens." in page
    Mailbox.objects.update(folder="Nowhere")
    page = client.post(at("mailbox_check", mailbox), follow=True).content.decode()
    assert "There is no such folder in this mailbox." in page


def test_the_drop_box_address_is_shown_to_its_colleague_and_renewed(
    sign_in, alice: User, bob: User, admin: User
) -> None:
    client = sign_in(alice)
    assert "No mailbox takes such mails yet." in client.get(LIST).content.decode()
    make_mailbox(admin, address="log@fair.example", takes_drops=True)
    make_drop_box(bob, "b0bsecret")
    for _time in range(2):
        client.post(RENEW)
        page = client.get(LIST).content.decode()
        assert f"log+{DropBox.objects.get(user=alice).token}@fair.example" in page
        assert "b0bsecret" not in page


def test_an_ignored_sender_is_listed_and_heeded_again_by_whom_they_are_ignored(
    sign_in, alice: User, bob: User, marketer: User
) -> None:
    ignored = IgnoredSender.objects.create(owner=alice, pattern="@news.example")
    address = reverse("mailbox:ignored_heed", args=[ignored.pk])
    assert [sign_in(other).post(address).status_code for other in (bob, marketer)] == [404, 403]
    assert "@news.example" not in sign_in(bob).get(LIST).content.decode()
    client = sign_in(alice)
    assert client.get(address).status_code == 405
    assert "@news.example" in client.get(LIST).content.decode()
    assert "@news.example is not ignored any more" in client.post(address, follow=True).content.decode()
    assert not IgnoredSender.objects.exists()


def test_the_list_asks_as_often_for_three_as_for_one(sign_in, alice: User) -> None:
    client, counts = sign_in(alice), []
    client.get(LIST)  # the first page of a session asks more
    for number in range(3):
        make_mailbox(alice)
        IgnoredSender.objects.create(owner=alice, pattern=f"@{number}.example")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[2]
