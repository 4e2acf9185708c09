"""Each link of the chain by which customers' pages and mails find their language."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach import rules
from outreach.languages import customers_language, customers_languages, know_last_languages
from outreach.models import Message, State
from outreach.rendering import expected_language, render
from staff import tokens
from staff.models import TokenPurpose
from tests.factories.contacts import make_company, make_contact
from tests.factories.outreach import MORNING, make_message


def written_to(contact, language, *, days_ago=1):
    """A mail that left for the contact in the language."""
    message = make_message(contact, rule=rules.BIRTHDAY, occurrence=f"{language}/{days_ago}")
    Message.objects.filter(pk=message.pk).update(
        state=State.SENT, sent_at=MORNING - timedelta(days=days_ago), language=language
    )
    return message


def preferences_page(client, contact, browser="da"):
    token = tokens.issue(TokenPurpose.PREFERENCES, subject_id=contact.pk, now=MORNING)
    return client.get(reverse("outreach:preferences", args=[token]), headers={"Accept-Language": browser})


@pytest.fixture
def chain(organisation):
    """A contact for whom each link of the chain says something else."""
    organisation.default_language = "da"
    organisation.save()
    contact = make_contact("Kenji", languages=["ja", "cs", "ru"], company=make_company("Aušra", language="lt"))
    written_to(contact, "en", days_ago=9)
    written_to(contact, "ar", days_ago=1)
    return contact


def test_the_whole_chain_in_order(chain, organisation):
    assert list(customers_languages(chain, organisation)) == ["cs", "ru", "ar", "lt", "da", "en"]


def test_first_the_contacts_own_languages_in_their_order(chain, organisation):
    assert customers_language(chain, organisation) == "cs"


def test_then_the_language_of_the_last_mail(chain, organisation):
    chain.languages = ["ja"]
    assert customers_language(chain, organisation) == "ar"


def test_a_mail_that_did_not_leave_says_nothing(chain, organisation):
    chain.languages = ["ja"]
    Message.objects.filter(language="ar").update(state=State.SKIPPED, sent_at=None)
    assert customers_language(chain, organisation) == "en"


def test_then_that_of_their_company(chain, organisation):
    chain.languages = []
    Message.objects.all().delete()
    assert customers_language(chain, organisation) == "lt"


def test_then_the_houses_own(chain, organisation):
    chain.languages = []
    chain.company = None
    Message.objects.all().delete()
    assert customers_language(chain, organisation) == "da"


def test_last_the_programs_own(chain, organisation):
    chain.languages, chain.company = [], None
    Message.objects.all().delete()
    organisation.default_language = "sv"
    assert customers_language(chain, organisation) == "en"


def test_only_offered_languages_are_spoken(chain, organisation):
    organisation.languages = ["en", "lt"]
    assert list(customers_languages(chain, organisation)) == ["lt", "en"]


@pytest.mark.parametrize("language", ["sk", "nb", "uk", "be"])
def test_no_relative_stands_in_unasked(organisation, language):
    organisation.default_language = "lt"
    assert customers_language(make_contact(languages=[language]), organisation) == "lt"


@pytest.mark.parametrize(
    ("languages", "shown"),
    [
        (["sk"], "cs"),
        (["sk-SK"], "cs"),
        (["nb"], "da"),
        (["nn", "ru"], "ru"),
        (["sk", "ru"], "cs"),
        (["ru", "sk"], "ru"),
        (["uk"], "en"),
    ],
)
def test_what_an_administrator_chose_stands_in(organisation, languages, shown):
    organisation.stand_ins = {"sk": ["cs", "en"], "nb": ["da"]}
    assert customers_language(make_contact(languages=languages), organisation) == shown


def test_the_second_of_a_chain_where_the_first_is_not_offered(organisation):
    organisation.stand_ins, organisation.languages = {"sk": ["cs", "da"]}, ["en", "da"]
    assert customers_language(make_contact(languages=["sk"]), organisation) == "da"


def test_russian_never_stands_in_for_ukrainian_even_where_the_row_says_so(organisation):
    organisation.stand_ins = {"uk": ["ru"], "uk-ua": ["ru"]}
    assert customers_language(make_contact(languages=["uk"]), organisation) == "en"
    assert customers_language(make_contact(languages=["uk-UA"]), organisation) == "en"


def test_mails_go_by_the_chain(organisation):
    organisation.stand_ins = {"sk": ["cs"]}
    contact = make_contact("Ján", languages=["sk"], email="jan@customer.example")
    mail = render(make_message(contact, rule=rules.BIRTHDAY), organisation=organisation, now=MORNING)
    assert (mail.language, mail.subject) == ("cs", "Všechno nejlepší k narozeninám!")


def test_the_customers_pages_go_by_the_chain_and_not_by_the_browser(client, organisation):
    organisation.stand_ins = {"sk": ["cs"]}
    organisation.save()
    response = preferences_page(client, make_contact("Ján", languages=["sk"]))
    html = response.content.decode()
    assert response["Content-Language"] == "cs"
    assert '<html lang="cs"' in html
    assert "O čem" in html
    assert "What we may write" not in html


def test_the_page_offers_what_the_house_offers(client, organisation):
    organisation.languages = ["en", "cs"]
    organisation.save()
    html = preferences_page(client, make_contact(languages=["cs"])).content.decode()
    assert html.count("<option") == 2
    assert "Русский" not in html


def test_a_list_of_mails_asks_once_for_all_of_them(organisation):
    contacts = [make_contact(f"Kenji {number}", languages=["ja"]) for number in range(3)]
    written_to(contacts[0], "da")
    messages = [make_message(contact, rule=rules.BIRTHDAY, occurrence="next") for contact in contacts]
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    page = list(rows.select_related("template", "contact__company").order_by("pk"))
    with CaptureQueriesContext(connection) as asked:
        know_last_languages(page)
        shown = [expected_language(message, organisation) for message in page]
    assert shown == ["da", "en", "en"]
    assert len(asked) == 1


def test_no_default_puts_russian_before_who_reads_ukrainian(chain, organisation):
    organisation.default_language = "ru"
    organisation.save()
    written_to(chain, "ru", days_ago=0)
    chain.company.language, chain.languages = "ru", ["uk"]
    assert list(customers_languages(chain, organisation)) == ["en"]
    chain.languages = ["uk", "ru"]
    assert customers_language(chain, organisation) == "ru"
