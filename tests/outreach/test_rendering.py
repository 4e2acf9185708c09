import pytest

from contacts.greeting import goes_on_small, greet
from contacts.models import Footing, Purpose
from outreach import rules
from outreach.engine import RenderError
from outreach.models import Message, MessageTemplate
from outreach.ready_made_words import JOURNEY_NAMES, WORDS
from outreach.rendering import expected_language, known_variables, preview, render, template_words
from staff.models import AccessToken, TokenPurpose
from tests.contacts.people_to_greet import person
from tests.factories.contacts import make_contact
from tests.factories.outreach import MORNING, make_journey, make_message, make_reminder

LANGUAGES = ("en", "ru", "cs", "da", "lt", "ar")


def write(message, organisation):
    return render(message, organisation=organisation, now=MORNING)


@pytest.mark.parametrize(
    ("languages", "language", "first_line"),
    [
        (["cs"], "cs", "Vážený pane Nováku,"),
        (["ru"], "ru", "Здравствуйте, Jan Novák!"),
        (["da"], "da", "Kære Jan Novák"),
        (["en"], "en", "Dear Mr Novák,"),
        (["lt"], "lt", "Gerbiamasis pone"),
        (["ar"], "ar", ""),
        (["de", "da"], "da", "Kære Jan Novák"),
        (["da-DK"], "da", "Kære Jan Novák"),
        ([], "en", "Dear Mr Novák,"),
        (["ja"], "en", "Dear Mr Novák,"),
    ],
)
def test_one_language_a_mail_the_first_that_the_contact_reads(organisation, alice, languages, language, first_line):
    contact = make_contact(
        "Jan Novák",
        owner=alice,
        email="jan@customer.example",
        languages=languages,
        given="Jan",
        surname_core="Novák",
        grammatical_gender="m",
        latin_name="Jan Novák",
    )
    mail = write(make_message(contact, rule=rules.BIRTHDAY), organisation)
    assert mail.language == language
    assert mail.subject == WORDS[rules.BIRTHDAY][language][0]
    assert mail.text.startswith(first_line)


def test_a_language_with_a_gap_is_passed_over_whole(organisation):
    make_journey("news")
    template = MessageTemplate.objects.get(code="news")
    template.subject_cs, template.body_cs = "Novinky", "  "
    template.subject_ru, template.body_ru = "Новости", "Есть новости."
    template.save()
    assert template_words(template, ["cs", "ru", "en"]).language == "ru"


def test_the_organisations_language_stands_in(organisation, alice):
    organisation.default_language = "cs"
    contact = make_contact("Kenji", owner=alice, languages=["ja"])
    assert expected_language(make_message(contact, rule=rules.BIRTHDAY), organisation) == "cs"


def test_a_template_without_words_stops_the_mail(organisation, carol):
    make_journey("news")
    MessageTemplate.objects.update(body_en="")
    with pytest.raises(RenderError):
        write(make_message(carol, rule="news"), organisation)


def test_signature_and_postal_address_stand_below(organisation, alice, carol):
    alice.signature = "Alice\nExample Brewery"
    alice.save()
    mail = write(make_message(carol), organisation)
    assert mail.text.endswith("Alice\nExample Brewery\n\n-- \nMostly Fair Ltd\n1 Example Street\nPraha\n")
    assert "Example Brewery" in mail.html
    assert "1 Example Street" in mail.html


def test_without_a_signature_name_and_organisation_stand_in(organisation, carol):
    assert "\nAlice\nMostly Fair Ltd\n\n-- \n" in write(make_message(carol), organisation).text


def test_whoever_wrote_the_mail_signs_it(organisation, carol, bob):
    assert "\nBob\nMostly Fair Ltd\n" in write(make_message(carol, sender=bob), organisation).text


def test_advertising_carries_links_to_stop_it_and_service_none(organisation, carol):
    greeting = make_message(carol, rule=rules.BIRTHDAY)
    mail = write(greeting, organisation)
    tokens = {token.purpose: token for token in AccessToken.objects.all()}
    assert (tokens[TokenPurpose.UNSUBSCRIBE].subject_id, tokens[TokenPurpose.UNSUBSCRIBE].scope) == (
        greeting.pk,
        Purpose.GREETINGS,
    )
    assert tokens[TokenPurpose.PREFERENCES].subject_id == carol.pk
    assert [token.expires_at for token in tokens.values()] == [None, None]
    for part in (mail.text, mail.html):
        assert mail.links.unsubscribe in part
        assert mail.links.preferences in part
    service = write(make_message(carol), organisation)
    assert "unsubscribe" not in service.text + service.html


def test_a_preview_issues_no_links(organisation, carol):
    shown = preview(make_message(carol, rule=rules.SURVEY), organisation=organisation)
    assert AccessToken.objects.count() == 0
    assert "/…" in shown.text


def test_arabic_is_written_from_right_to_left(organisation, alice):
    contact = make_contact("ليلى", owner=alice, languages=["ar"], email="l@customer.example")
    mail = write(make_message(contact, rule=rules.BIRTHDAY), organisation)
    assert '<html lang="ar" dir="rtl">' in mail.html


def test_what_users_typed_is_escaped_in_html_and_literal_in_text(organisation, carol, alice):
    alice.signature = "<i>Alice</i> & {{ secret }}"
    alice.save()
    mail = write(make_message(carol, body="Look: <script>x</script>\nhttps://x.example/?a=1&b=2"), organisation)
    assert "<script" not in mail.html
    assert "<i>" not in mail.html
    assert "&lt;i&gt;Alice&lt;/i&gt; &amp; {{ secret }}" in mail.html
    assert "Look: <script>x</script>\nhttps://x.example/?a=1&b=2" in mail.text
    assert "<i>Alice</i> & {{ secret }}" in mail.text


def test_styles_are_inlined_and_nothing_is_loaded_from_outside(organisation, carol):
    html = write(make_message(carol), organisation).html
    assert 'style="' in html
    assert "src=" not in html
    assert "<link" not in html


def test_a_reminder_names_task_customer_and_card(organisation, alice):
    mail = write(make_reminder(alice), organisation)
    assert mail.subject == "Reminder: Call Carol"
    assert "Customer: Carol Novotná" in mail.text
    assert "http://127.0.0.1:8000/interactions/follow-ups/" in mail.text
    assert mail.address == "alice@fair.example"


def test_a_mail_of_the_system_is_not_read_as_a_template(organisation):
    message = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="{{ a }}", body="{{ b }} {% c %}")
    mail = write(message, organisation)
    assert (mail.subject, mail.text.startswith("{{ b }} {% c %}"), mail.html) == ("{{ a }}", True, "")


def test_an_empty_mail_is_not_sent(organisation, carol):
    make_journey("news")
    MessageTemplate.objects.update(body_en="x", subject_en="y")
    message = make_message(carol, rule="news", body="   ")
    with pytest.raises(RenderError):
        write(message, organisation)


def test_known_variables_are_the_common_ones_and_those_of_the_ready_made_words():
    assert known_variables("news") == {"greeting", "name", "sender", "organisation"}
    assert known_variables(rules.SURVEY) == {"greeting", "name", "sender", "organisation", "survey_url"}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_the_ready_made_words_stand_in_every_language(code):
    assert set(WORDS[code]) == set(LANGUAGES)
    assert set(JOURNEY_NAMES[code]) == set(LANGUAGES)
    for subject, body in WORDS[code].values():
        assert subject.strip()
        assert body.strip()
    variables = {
        frozenset(known for known in ("greeting", "survey_url") if known in body) for _s, body in WORDS[code].values()
    }
    assert len(variables) == 1


def jan(alice, **fields):
    names = {"given": "Jan", "surname_core": "Novák", "grammatical_gender": "m", "languages": ["cs"]}
    return make_contact("Jan Novák", owner=alice, **{"email": "jan@customer.example", **names, **fields})


def first_line(mail):
    return mail.text.split("\n")[0]


def test_the_sender_writes_as_their_team_stands_with_the_contact(organisation, alice, charlie, team):
    contact = jan(alice)
    Footing.objects.create(contact=contact, team=team, register="informal")
    written = [write(make_message(contact, **by), organisation) for by in ({}, {"sender": charlie})]
    assert [first_line(mail) for mail in written] == ["Dobrý den, Jane,", "Vážený pane Nováku,"]
    assert first_line(preview(make_message(contact), organisation=organisation)) == "Dobrý den, Jane,"


def test_a_birthday_greeting_follows_the_house(organisation, alice):
    organisation.registers = {"cs": "informal"}
    assert first_line(write(make_message(jan(alice), rule=rules.BIRTHDAY), organisation)) == "Dobrý den, Jane,"


def test_footings_are_fetched_for_a_batch_at_once(organisation, alice, team, django_assert_num_queries):
    messages = [make_message(jan(alice, email=f"jan{n}@customer.example")) for n in range(3)]
    Footing.objects.create(contact=messages[0].contact, team=team, register="informal")
    rows = Message.objects.select_related("step__journey", "template", "contact__owner", "user", "sender")
    fetched = list(rows.prefetch_related("contact__points", "contact__footings").order_by("pk"))
    with django_assert_num_queries(0):
        lines = [first_line(write(message, organisation)) for message in fetched]
    assert lines == ["Dobrý den, Jane,", "Vážený pane Nováku,", "Vážený pane Nováku,"]


@pytest.mark.parametrize("rule", [rules.BIRTHDAY, rules.SURVEY])
@pytest.mark.parametrize("language", ["en", "ru", "cs", "da", "lt"])
def test_ready_made_letters_go_on_as_the_greeting_of_their_language_ends(rule, language):
    following = WORDS[rule][language][1].removeprefix("{{ greeting }}\n\n")
    assert following[0].islower() == goes_on_small(greet(person("Jan"), language).text, language) == (language == "cs")


@pytest.mark.parametrize(("words", "begins"), [("Milý Honzo!", "Všechno"), ("Milý Honzo", "všechno")])
def test_after_a_greeting_that_ends_a_sentence_the_letter_begins_with_a_capital(organisation, alice, words, begins):
    contact = jan(alice, address_as={"cs": {"formal": words}})
    mail = write(make_message(contact, rule=rules.BIRTHDAY), organisation)
    assert mail.text.split("\n\n")[1].split()[0] == begins
    assert mail.html.count(f">{begins} nejlepší k narozeninám!") == 1
