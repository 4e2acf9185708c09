from email import message_from_string

import pytest

from mailbox.verdicts import Verdict, authserv_id_of, verdict

OURS = "mx.fair.example"
CAROL = "carol@customer.example"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("mx.fair.example; dmarc=pass header.from=customer.example", Verdict.GENUINE),
        ("MX.fair.example 1; spf=fail; dmarc=pass (p=reject dis=none) header.from=customer.example", Verdict.GENUINE),
        (
            "mx.fair.example; dmarc=fail header.from=customer.example; dkim=pass header.d=customer.example",
            Verdict.FORGED,
        ),
        ("mx.fair.example; dmarc=pass header.from=evil.example", Verdict.FORGED),
        ("mx.fair.example; dkim=pass header.d=customer.example", Verdict.GENUINE),
        ("mx.fair.example; dkim=pass header.i=@customer.example", Verdict.GENUINE),
        ("mx.fair.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example", Verdict.UNVERIFIED),
        ("mx.fair.example; dkim=pass header.d=sub.customer.example", Verdict.UNVERIFIED),
        ("mx.fair.example; dkim=pass header.d=example", Verdict.UNVERIFIED),
        ("mx.fair.example; spf=pass smtp.mailfrom=bounce@customer.example", Verdict.GENUINE),
        ("mx.fair.example; spf=softfail smtp.mailfrom=customer.example; dkim=none", Verdict.UNVERIFIED),
        ("mx.fair.example; auth=pass smtp.auth=carol@customer.example", Verdict.GENUINE),
        ("mx.fair.example; none", Verdict.UNVERIFIED),
        ("mx.fair.example; dmarc=none; dkim=fail (dmarc=pass; x) header.d=customer.example", Verdict.UNVERIFIED),
        ("mx.evil.example; dmarc=pass header.from=customer.example", Verdict.UNVERIFIED),
        ("", Verdict.UNVERIFIED),
        # The sender chooses what stands before the @ of the envelope, quotation marks and all.
        ('mx.fair.example; spf=pass smtp.mailfrom="x@customer.example"@evil.example', Verdict.UNVERIFIED),
        (
            'mx.fair.example; spf=pass smtp.mailfrom="x; dkim=pass header.d=customer.example; "@evil.example',
            Verdict.UNVERIFIED,
        ),
        (
            'mx.fair.example; spf=pass smtp.mailfrom="x\\"; dkim=pass header.d=customer.example; y"@evil.example',
            Verdict.UNVERIFIED,
        ),
        ('mx.fair.example; spf=pass smtp.mailfrom="; dkim=pass header.d=customer.example', Verdict.UNVERIFIED),
        (
            'mx.fair.example; spf=pass smtp.mailfrom="("@customer.example; dmarc=fail (p=none) '
            'header.from=customer.example; dkim=pass header.i=")"@evil.example',
            Verdict.FORGED,
        ),
        (
            "mx.fair.example; spf=pass (a \\) b; dkim=pass header.d=customer.example) smtp.mailfrom=x@evil.example",
            Verdict.UNVERIFIED,
        ),
        ('mx.fair.example; spf=pass (says "x) smtp.mailfrom="bounce@customer.example"', Verdict.GENUINE),
        ("mx.fair.example; dkim=pass (never closed header.d=customer.example", Verdict.UNVERIFIED),
    ],
)
def test_what_our_server_found_decides(header: str, found: Verdict) -> None:
    mail = message_from_string(
        f"Authentication-Results: {header}\nFrom: {CAROL}\n\nx" if header else f"From: {CAROL}\n\nx"
    )
    assert verdict(mail, CAROL, OURS) == found


def test_only_the_topmost_header_counts() -> None:
    forged = f"Authentication-Results: {OURS}; dmarc=pass header.from=customer.example\n"
    other = "Authentication-Results: relay.example; dmarc=pass header.from=customer.example\n"
    assert verdict(message_from_string(f"{other}{forged}\nx"), CAROL, OURS) == Verdict.UNVERIFIED
    ours = f"Authentication-Results: {OURS}; dmarc=fail header.from=customer.example\n"
    assert verdict(message_from_string(f"{ours}{forged}\nx"), CAROL, OURS) == Verdict.FORGED


def test_without_the_name_of_our_server_nobody_is_genuine() -> None:
    mail = message_from_string("Authentication-Results: ; dmarc=pass\n\nx")
    assert verdict(mail, CAROL, "") == Verdict.UNVERIFIED


def test_the_signing_server_is_named() -> None:
    mail = message_from_string("Authentication-Results: MX.example 1; dmarc=pass\n\nx")
    assert (authserv_id_of(mail), authserv_id_of(message_from_string("\nx"))) == ("mx.example", "")
