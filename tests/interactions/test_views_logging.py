"""The composer, as colleagues and strangers meet it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contacts.models import Consent, Contact
from interactions.models import Attachment, Interaction, Party
from outreach import ready_made
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry

SignIn = Callable[[User], Client]
PAST = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ready_made(organisation: object, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    ready_made.install(now=PAST)


def url(name: str, *args: object) -> str:
    return reverse(f"interactions:{name}", args=args)


def log_data(**changes: object) -> dict[str, object]:
    data = {"key": "k1", "kind": "call", "direction": "out", "at": "2026-01-05T10:00"}
    return {**data, "points": "Wants it sooner\n\n Likes the colour ", **changes}


def test_logging_a_call(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).post(url("log", carol.pk), log_data(agreed=["greetings"], sentiment="-1"))
    assert (page.status_code, page.url) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
    entry = Interaction.objects.get(kind="call")
    assert (entry.points, entry.sentiment) == (["Wants it sooner", "Likes the colour"], -1)
    assert entry.at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert Consent.objects.get().purpose == "greetings"


def test_logging_leads_to_the_next_step_where_it_is_wanted(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).post(url("log", carol.pk), log_data(then="plan"))
    assert (page.status_code, page.url) == (303, url("plan", carol.pk))


def test_the_composer_within_a_card_sends_to_its_own_address(sign_in: SignIn, alice: User, carol: Contact) -> None:
    address = url("log", carol.pk) + "?kind=visit"
    html = sign_in(alice).get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'<form  action="{address}"' in html
    assert "<html" not in html


@pytest.mark.parametrize(("filled", "is_open"), [({"promise_clock": "theirs"}, False), ({"promise": "Samples"}, True)])
def test_folded_fields_are_open_where_something_was_said(
    sign_in: SignIn, alice: User, carol: Contact, filled: dict[str, str], is_open: bool
) -> None:
    page = sign_in(alice).post(url("log", carol.pk), log_data(points="", **filled, minutes="x"))
    details = page.content.decode().partition("We promised something")[0].rpartition("<details")[2]
    assert ("open" in details) is is_open


def test_all_that_may_be_told(sign_in: SignIn, alice: User, bob: User, carol: Contact) -> None:
    dana, bought = make_contact("Dana", owner=alice), make_entry(carol, PAST, kind="purchase")
    told = {"emotion": "angry", "own_emotion": "", "acknowledged": "Said sorry", "about": bought.pk, "sentiment": "-2"}
    files = [SimpleUploadedFile(name, b"walls") for name in ("a.txt", "b.txt")]
    sign_in(alice).post(
        url("log", carol.pk), log_data(**told, contacts=[dana.pk], colleagues=[bob.pk], files=files, next_step="Mail")
    )
    entry = Interaction.objects.get(kind="call")
    assert (entry.emotion, entry.acknowledged, entry.about, entry.next_step) == ("angry", "Said sorry", bought, "Mail")
    assert list(entry.parties.values_list("contact", "user")) == [(dana.pk, None), (None, bob.pk)]
    assert list(entry.attachments.values_list("name", "by")) == [("a.txt", alice.pk), ("b.txt", alice.pk)]
    dana.refresh_from_db()
    assert dana.last_contact_at == entry.at


def test_a_word_of_ones_own_goes_before_the_usual_ones(sign_in: SignIn, alice: User, carol: Contact) -> None:
    sign_in(alice).post(url("log", carol.pk), log_data(emotion="angry", own_emotion="dotčený"))
    assert Interaction.objects.get().emotion_in_words == "dotčený"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "2099-01-01T10:00"}, "at"),
        ({"at": "31 February"}, "at"),
        ({"at": "0001-01-01T00:00"}, "at"),
        ({"at": "1899-12-31T12:00"}, "at"),
        ({"kind": "purchase"}, "kind"),
        ({"sentiment": "7"}, "sentiment"),
        ({"minutes": "-1"}, "minutes"),
        ({"agreed": ["everything"]}, "agreed"),
        ({"points": "\n".join("x" * 21)}, "points"),
        ({"summary": "NUL \x00"}, "summary"),
        ({"emotion": "blue"}, "emotion"),
        ({"about": "999999"}, "about"),
        ({"contacts": ["999999"]}, "contacts"),
        ({"colleagues": ["999999"]}, "colleagues"),
        ({"files": [SimpleUploadedFile(f"{number}", b"x") for number in range(11)]}, None),
    ],
)
def test_a_bad_log_is_refused_with_a_sentence(
    sign_in: SignIn, alice: User, carol: Contact, changes: dict, field: str | None
) -> None:
    page = sign_in(alice).post(url("log", carol.pk), log_data(**changes))
    if field is None:
        assert page.status_code == 400, "more files than any request may carry"
    else:
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert (Interaction.objects.count(), Attachment.objects.count()) == (0, 0)


def test_nobody_takes_part_whom_i_could_not_log_with(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact
) -> None:
    hidden = make_contact("Hidden", owner=charlie)
    page = sign_in(alice).post(url("log", carol.pk), log_data(contacts=[hidden.pk]))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["contacts"])
    assert "Hidden" not in page.content.decode()
    assert Party.objects.count() == 0


def test_another_customers_entry_is_not_what_it_is_about(sign_in: SignIn, alice: User, carol: Contact) -> None:
    other = make_entry(make_contact("Dana", owner=alice), PAST, summary="Told by Dana")
    client = sign_in(alice)
    page = client.post(url("log", carol.pk), log_data(about=other.pk))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["about"])
    assert "Told by Dana" not in client.get(url("log", carol.pk) + f"?about={other.pk}").content.decode()


def test_an_old_entry_may_be_what_it_is_about(sign_in: SignIn, alice: User, carol: Contact) -> None:
    old = make_entry(carol, datetime(2020, 1, 5, tzinfo=UTC), summary="The first lamp")
    for _ in range(21):
        make_entry(carol, PAST)
    client, address = sign_in(alice), url("log", carol.pk)
    assert "The first lamp" not in client.get(address).content.decode()
    assert "The first lamp" in client.get(f"{address}?about={old.pk}").content.decode()
    client.post(address, log_data(about=old.pk))
    assert Interaction.objects.get(direction="out").about == old


def test_without_scripts_people_are_looked_for_by_the_form_itself(
    sign_in: SignIn, alice: User, bob: User, charlie: User, carol: Contact
) -> None:
    make_contact("Boris Alien", owner=charlie)
    boris, dana = make_contact("Boris", owner=alice), make_contact("Dana", owner=alice)
    for sent in ({"find": "1", "who": "bo"}, {"who": "bo", "looked_for": ""}):
        page = sign_in(alice).post(url("log", carol.pk), log_data(contacts=[dana.pk], summary="Typed", **sent))
        parties = page.context["form"].parties
        assert (parties.contacts, parties.found_contacts, parties.found_colleagues) == ([dana], [boris], [bob])
        assert ("Typed" in page.content.decode(), Interaction.objects.count()) == (True, 0)


def test_people_are_found_while_their_name_is_typed(
    sign_in: SignIn, alice: User, bob: User, charlie: User, carol: Contact
) -> None:
    make_contact("Boris Alien", owner=charlie)
    asked = {"who": "BÓ", "colleagues": [bob.pk]}
    page = sign_in(alice).get(url("log_people", carol.pk), asked).content.decode()
    assert (page.count("checked"), "Bob" in page, "Alien" in page, "<html" in page) == (1, True, False, False)


def test_what_is_seldom_needed_stays_folded_until_something_stands_in_it(
    sign_in: SignIn, alice: User, bob: User, carol: Contact
) -> None:
    client = sign_in(alice)
    told = log_data(promise="Send the offer"), log_data(at="", agreed=["greetings"], colleagues=[bob.pk])
    pages = [client.get(url("log", carol.pk)), *(client.post(url("log", carol.pk), data) for data in told)]
    assert [page.status_code for page in pages] == [200, 422, 422]
    assert [page.content.decode().count('<details class="composer-more" open>') for page in pages] == [0, 1, 2]


def test_the_composer_comes_onto_the_card(sign_in: SignIn, alice: User, carol: Contact) -> None:
    part = sign_in(alice).get(url("log", carol.pk) + "?kind=video", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, part.count("<form"), part.count('value="video"')) == (False, 1, 1)
    assert part.count("checked") == 2, "the kind that was asked for, and no word on the sentiment"


class TestCorrecting:
    @pytest.fixture
    def entry(self, alice: User, carol: Contact) -> Interaction:
        return make_entry(carol, PAST, by=alice, summary="Eight lamps", points=["Dear"], emotion="dotčený")

    def test_the_form_holds_what_was_said(self, sign_in: SignIn, alice: User, entry: Interaction) -> None:
        form = sign_in(alice).get(url("correct", entry.pk)).context["form"]
        said = {name: form[name].value() for name in ("kind", "summary", "points", "emotion", "own_emotion")}
        assert said == {
            **{"kind": "call", "summary": "Eight lamps", "points": "Dear"},
            **{"emotion": "", "own_emotion": "dotčený"},
        }

    def test_it_stands_beside_what_was_said(self, sign_in: SignIn, alice: User, carol: Contact, entry) -> None:
        client = sign_in(alice)
        page = client.post(url("correct", entry.pk), log_data(summary="Nine lamps", points=""))
        assert (page.status_code, page.url) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
        shown = client.get(url("contact_timeline", carol.pk)).content.decode()
        assert shown.index("Nine lamps") < shown.index("Corrected by Alice") < shown.index("Eight lamps")
        newer = Interaction.objects.get(corrects=entry)
        assert [url("correct", pk) in shown for pk in (newer.pk, entry.pk)] == [True, False]

    def test_it_is_corrected_once(self, sign_in: SignIn, alice: User, entry: Interaction) -> None:
        client = sign_in(alice)
        client.post(url("correct", entry.pk), log_data(summary="Nine lamps"))
        page = client.post(url("correct", entry.pk), log_data(summary="Ten lamps"))
        assert (page.status_code, page.context["form"].non_field_errors()) == (
            422,
            ["This entry has been corrected already. Correct the newer one."],
        )
        assert list(Interaction.objects.order_by("pk").values_list("summary", flat=True)) == [
            "Eight lamps",
            "Nine lamps",
        ]

    def test_a_correction_asks_for_no_agreement(self, sign_in: SignIn, alice: User, entry: Interaction) -> None:
        sign_in(alice).post(url("correct", entry.pk), log_data(agreed=["greetings"]))
        assert (Interaction.objects.count(), Consent.objects.count()) == (2, 0)

    def test_only_who_wrote_it_corrects_it(
        self, sign_in: SignIn, alice: User, bob: User, charlie: User, dpo: User, carol: Contact, entry: Interaction
    ) -> None:
        told = log_data(summary="Mine now")
        codes = [sign_in(user).post(url("correct", entry.pk), told).status_code for user in (bob, dpo, charlie)]
        assert codes == [403, 403, 404]
        automatic = make_entry(carol, PAST, by=alice, is_automatic=True)
        client = sign_in(alice)
        assert [client.post(url("correct", pk), told).status_code for pk in (automatic.pk, 999_999)] == [403, 404]
        assert not Interaction.objects.filter(corrects__isnull=False).exists()


@pytest.mark.parametrize("name", ["log", "log_people"])
def test_a_strangers_contact_is_as_absent_as_none(
    sign_in: SignIn, charlie: User, dpo: User, carol: Contact, name: str
) -> None:
    client = sign_in(charlie)
    assert [client.get(url(name, pk)).status_code for pk in (carol.pk, 999_999)] == [404, 404]
    assert sign_in(dpo).get(url(name, carol.pk)).status_code == 403
    assert client.put(url(name, carol.pk)).status_code == 403
