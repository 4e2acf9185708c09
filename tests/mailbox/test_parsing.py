"""Mails as other programs write them: charsets, files within files, and broken ones."""

import base64
import quopri
from email.header import Header

import pytest

from mailbox import parsing
from mailbox.parsing import read
from tests.factories.mailbox import letter

RUSSIAN = "Добрый день! Когда придут лампы?"
JAPANESE = "ランプはいつ届きますか。"
CZECH = "Dobrý den, kdy přijdou lampy?"
SMIME = b"0\x82\x01\x00\x06\x09*\x86H\x86\xf7\r\x01\x07\x02"


def plain(content: bytes, kind: str = "text/plain", transfer: str = "8bit", subject: str = "Lamps") -> bytes:
    head = f"From: carol@customer.example\r\nSubject: {subject}\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Transfer-Encoding: {transfer}\r\n\r\n".encode() + content


def multipart(kind: str, *parts: bytes, more: str = "") -> bytes:
    head = f'From: carol@customer.example\r\nSubject: S\r\nContent-Type: multipart/{kind}; boundary="b"{more}\r\n\r\n'
    return head.encode() + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


@pytest.mark.parametrize(
    ("charset", "words", "codec"),
    [
        ("koi8-r", RUSSIAN, "koi8-r"),
        ("windows-1251", RUSSIAN, "cp1251"),
        ("iso-2022-jp", JAPANESE, "iso2022_jp"),
        ("Shift_JIS", JAPANESE, "cp932"),
        ("iso-8859-2", CZECH, "iso8859-2"),
        ("windows-1257", "Laba diena, kada atvyks lempos? Ačiū", "cp1257"),
        ("gb2312", "灯什么时候到", "gb18030"),
        ("utf-8", "متى تصل المصابيح؟", "utf-8"),
        ("us-ascii", CZECH, "utf-8"),
        ("utf-7", "Hello", "utf-7"),
    ],
)
@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
def test_words_are_read_in_the_charset_that_the_mail_names(charset, words, codec, transfer) -> None:
    raw = words.encode(codec)
    sent = {"8bit": raw, "base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw)}[transfer]
    subject = (
        Header(words, "utf-8").encode() if codec == "utf-8" else f"=?{charset}?B?{base64.b64encode(raw).decode()}?="
    )
    content = read(plain(sent, f"text/plain; charset={charset}", transfer, subject))
    assert (content.text, content.subject) == (words, words)


def test_a_charset_that_is_none_or_lies_gives_the_likeliest_words() -> None:
    long = f"{RUSSIAN} {RUSSIAN} Спасибо, до свидания."
    for charset in ("unknown-8bit", "x-nonsense", "idna", "utf-8", "base64"):
        content = read(plain(long.encode("cp1251"), f"text/plain; charset={charset}"))
        assert content.text == long, charset


def test_a_subject_in_raw_bytes_is_read() -> None:
    subject = "Лампы для завода"
    raw = plain(b"x").replace(b"Subject: Lamps", b"Subject: " + subject.encode())
    assert read(raw).subject == subject


def test_of_two_ways_to_say_it_the_plain_one_is_shown_and_the_formatted_one_is_made_safe() -> None:
    html = b"<p onclick=x()>Hi <b>you</b><script>alert(1)</script><img src=//t.example/p></p>"
    formatted = b"Content-Type: text/html\r\n\r\n" + html
    content = read(multipart("alternative", b"Content-Type: text/plain\r\n\r\nHi you", formatted))
    assert (content.text, content.html, content.files) == ("Hi you", "<p>Hi <b>you</b></p>", [])


def test_a_calendar_part_comes_as_a_file() -> None:
    invitation = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    calendar = b'Content-Type: text/calendar; method=REQUEST; charset="UTF-8"\r\n\r\n' + invitation
    content = read(multipart("alternative", b"Content-Type: text/plain\r\n\r\nLet us meet", calendar))
    (file,) = content.files
    assert (content.text, file.name, file.content_type) == ("Let us meet", "invitation.ics", "text/calendar")
    assert file.content.strip() == invitation.strip()


def test_a_forwarded_mail_comes_as_a_file_and_tells_who_wrote_it() -> None:
    inner = b"From: Dora <dora@customer.example>\r\nSubject: Inner\r\n\r\nHer words"
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + inner
    content = read(multipart("mixed", b"Content-Type: text/plain\r\n\r\nSee below", forwarded))
    (file,) = content.files
    assert (file.name, file.content_type, content.forwarded) == ("mail.eml", "message/rfc822", "dora@customer.example")
    assert b"Her words" in file.content
    assert content.text == "See below"


def test_a_signed_mail_shows_its_words_and_keeps_the_signature() -> None:
    signature = (
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(SMIME)
    )
    words = b"Content-Type: text/plain\r\n\r\nSigned words"
    content = read(
        multipart("signed", words, signature, more='; protocol="application/pkcs7-signature"; micalg=sha256')
    )
    assert (content.text, [file.name for file in content.files]) == ("Signed words", ["smime.p7s"])
    assert content.files[0].content == SMIME


def test_a_bomb_in_a_file_is_bytes_alone() -> None:
    bomb = b"PK\x03\x04" + b"\0" * 1000
    part = (
        b'Content-Type: application/zip\r\nContent-Disposition: attachment; filename="42.zip"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(bomb)
    )
    (file,) = read(multipart("mixed", b"Content-Type: text/plain\r\n\r\nHi", part)).files
    assert (file.name, file.content) == ("42.zip", bomb)


def test_the_name_of_a_file_is_decoded_and_leads_nowhere() -> None:
    name = base64.b64encode("смета.pdf".encode("koi8-r")).decode()
    for given, shown in ((f"=?koi8-r?B?{name}?=", "смета.pdf"), ("../../etc/passwd", "../../etc/passwd")):
        part = f'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="{given}"\r\n\r\nx'
        assert read(multipart("mixed", part.encode())).files[0].name == shown


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"no header at all",
        b"From: carol@customer.example",
        b"From: \xff\xfe\x00\r\nSubject: =?utf-8?B?%%%?=\r\nDate: yesterday\r\nMessage-ID: <\x00>\r\n\r\n\x00\x01",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nnever closed',
        b"Content-Type: text/plain; charset*=x'y'z%ff\r\nContent-Transfer-Encoding: base64\r\n\r\n===",
        b"Content-Type: text/plain; charset=utf-16\r\n\r\n\xff",
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA",
        b"Content-Disposition: attachment; filename*=nonsense'en'%ff%fe; filename=\"\r\n\r\n",
        b"Content-Type: text/html\r\n\r\n<<<p <b><!-- <![CDATA[ <table><td>x",
        b"References: " + b"<a@b> " * 5000 + b"\r\n\r\n",
        b"To: " + b"(" * 5000 + b'\r\nFrom: "\\\r\n\r\n',
        "Subject: \ud83d\r\n\r\n".encode("utf-8", "surrogatepass"),
    ],
)
def test_whatever_is_broken_is_read_as_far_as_that_goes(raw: bytes) -> None:
    content = read(raw)
    words = [content.subject, content.text, content.message_id, *content.answers, content.copy_key, content.thread]
    assert all("\x00" not in word and word.encode() is not None for word in words)
    assert content.said_at is None
    assert all(address for _name, address in [*content.senders, *content.recipients])


def test_headers_of_hostile_mails_are_one_line_of_words() -> None:
    raw = letter(sender='"Carol\\" <x@y.example>" <carol@customer.example>', subject="=?utf-8?Q?A=0D=0ABcc:_x?=")
    content = read(raw)
    assert (content.senders, content.subject) == ([('Carol" <x@y.example>', "carol@customer.example")], "A Bcc: x")


def test_an_answer_stands_in_the_thread_of_the_first_mail() -> None:
    first = read(letter(message_id="<1@customer.example>"))
    answer = read(letter(more=("References: <1@customer.example> <2@x.example>",)))
    single = read(letter(more=("In-Reply-To: <1@customer.example>",)))
    assert first.thread == answer.thread == single.thread
    assert read(letter()).thread != first.thread


def test_another_mail_under_the_id_of_one_is_no_copy_of_it() -> None:
    mail, copy, other = (
        read(letter(body=body, more=more, message_id="<1@customer.example>"))
        for body, more in (("Words", ()), ("Words", ("X-Spam: no",)), ("Other words", ()))
    )
    assert mail.copy_key == copy.copy_key != other.copy_key


def test_a_mail_with_thousands_of_parts_is_read_to_a_limit() -> None:
    parts = [b"Content-Type: application/x\r\n\r\n1"] * 3000
    assert len(read(multipart("mixed", *parts)).files) == parsing.MOST_PARTS
