from outreach.actions.sending import pump
from outreach.sent_mail import blot, read_back
from tests.factories.outreach import MORNING, make_message


def test_a_mail_that_left_into_the_folder_is_read_back(carol, mail_dir):
    message = make_message(carol)
    pump(worker="test", now=MORNING)
    message.refresh_from_db()
    mail, without = read_back(message, with_address=True), read_back(message, with_address=False)
    assert dict(mail.headers)["To"] == "carol@customer.example"
    assert without.headers == [header for header in mail.headers if header[0] != "To"]
    assert mail.text.startswith("Dobrý den")
    assert "Here is the offer." in mail.text


def test_a_mail_that_left_by_another_way_is_not(carol, mail_dir):
    assert read_back(make_message(carol), with_address=True) is None


def test_secrets_are_blotted_out_and_other_words_are_not():
    token = "Lls7l2wwz9qR72D9geJsRXRbP8xiSix0QbqX1T73DRE"  # pragma: allowlist secret
    assert blot(f"see https://x.example/survey/{token}/?score=3 now") == "see https://x.example/survey/…/?score=3 now"
    assert blot(f"<https://x.example/unsubscribe/{token}/>") == "<https://x.example/unsubscribe/…/>"
    assert blot(f"<mailto:a@b.example?subject=unsubscribe%20{token}>") == (
        "<mailto:a@b.example?subject=unsubscribe%20…>"
    )
    kept = "<1b7a1c0f-9cab-453b-8679-58baa85ee416@rapport.example> https://x.example/contacts/1/"
    assert blot(kept) == kept
