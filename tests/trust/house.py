"""A small house in which every page of the product has something to show."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile

from contacts.actions.importing import import_contacts
from contacts.actions.merging import merge_contacts
from contacts.actions.merging_companies import merge_companies
from contacts.models import BulkRun, Company, CompanyPair, Contact, CultureFlag, DuplicatePair
from feedback.models import Response
from interactions.actions import attach
from interactions.actions.phrases import install_phrases
from interactions.actions.recaps import answer_recap
from interactions.models import CallQuestion, Debrief, Phrase
from mailbox.models import IgnoredSender, MailPart
from outreach.models import JourneyStep
from outreach.models import Message as Mail
from sales.models import RateFile
from staff import tokens
from staff.actions import invitations, people
from staff.models import Draft, Notice, Role, SavedView, Share, Team, TokenPurpose, User
from tests.factories.contacts import (
    add_birthday,
    make_company,
    make_contact,
    make_custom_field,
    make_fact,
    make_goal,
    make_note,
    make_question,
    make_relation,
    make_relation_kind,
    make_segment,
)
from tests.factories.feedback import make_invitation, make_link, make_response, make_survey
from tests.factories.interactions import (
    make_clock,
    make_entry,
    make_follow_up,
    make_policy,
    make_recap,
    make_recap_link,
    make_talk,
)
from tests.factories.loyalty import give, make_member
from tests.factories.mailbox import make_mail
from tests.factories.outreach import make_message
from tests.factories.promises import make_due
from tests.factories.relationships import make_agreement, make_breach, make_signal
from tests.factories.sales import make_contract, make_product, make_purchase
from tests.factories.staff import make_organisation, make_team, make_user
from tests.factories.translating import make_translation

LEFT_OUT = b"Name,E-mail\nGood One,good@customer.example\n,not an address\n"


@dataclass
class House:
    """Who works there, and what stands at the addresses that the routes lead to: the first fitting prefix counts."""

    root: User
    alice: User
    at: dict[str, object] = field(default_factory=dict)


def make_house(now: datetime) -> House:
    make_organisation()
    team = make_team("North")
    alice = make_user("Alice", Role.MANAGER, team=team)
    root = make_user("Root", is_staff=True, is_superuser=True)
    house = House(root=root, alice=alice)
    _make_lists(house)
    _make_customers(house, now)
    house.at |= _make_talk(alice, Contact.objects.get(full_name="Carol Novotná"), now)
    _make_colleagues(house, team)
    return house


def _make_customers(house: House, now: datetime) -> None:
    alice = house.alice
    company = make_company("Example Brewery", owner=alice)
    carol = make_contact(
        "Carol Novotná", owner=alice, company=company, email="carol@customer.example", phone="+420 601 000 001"
    )
    make_product()
    mail = make_message(carol, not_before=now + timedelta(days=1), not_after=now + timedelta(days=2), sender=alice)
    Mail.objects.filter(pk=mail.pk).update(sender=alice)
    survey = make_survey()
    response = make_response(carol, 9, at=now - timedelta(days=1), comment="Friendly people")
    invitation = make_invitation(carol, survey, created_at=now)
    account = make_member(carol)
    give(account, 500, now=now)
    house.at |= {
        "shares/": _make_share(house, carol, now).pk,
        **_make_twins(carol, now),
        **_make_known(carol),
        "contacts/import/": import_contacts(by=alice, data=LEFT_OUT, filename="people.csv").pk,
        "contacts/": carol.pk,
        "companies/": company.pk,
        **_make_told(carol, now),
        **_make_owed(carol, now),
        **_make_talk(alice, carol, now),
        "outbox/": mail.pk,
        **_make_translated(carol, mail, response, now),
        **_make_mails(house.root),
        "journeys/": JourneyStep.objects.earliest("pk").journey_id,
        "sales/": make_purchase(carol, now - timedelta(days=3)).pk,
        "contracts/": make_contract(carol, date(2026, 1, 1)).pk,
        "loyalty/": account.pk,
        "survey/": make_link(invitation),
        "unsubscribe/": tokens.issue(TokenPurpose.UNSUBSCRIBE, subject_id=mail.pk, scope="marketing", now=now),
        "preferences/": tokens.issue(TokenPurpose.PREFERENCES, subject_id=carol.pk, now=now),
        "metrics/": "nps",
        "webhooks/": "postmark",
    }


def _make_mails(root: User) -> dict[str, object]:
    """A mail with a file, which waits in Root's mailbox."""
    waiting = make_mail(root)
    file = MailPart.objects.create(
        mail=waiting, position=1, name="Plan.txt", content_type="text/plain", size=5, content=b"Lamps"
    )
    ignored = IgnoredSender.objects.create(owner=root, pattern="@news.example")
    return {
        "mailbox/mails/": waiting.pk,
        "mailbox/parts/": file.pk,
        "mailbox/ignored/": ignored.pk,
        "mailbox/": waiting.mailbox_id,
    }


def _make_share(house: House, carol: Contact, now: datetime) -> Share:
    charlie = make_user("Charlie", Role.MANAGER, team=make_team("South"))
    shared: Share = Share.objects.create(
        user=charlie, by=house.root, subject_type=carol._meta.label, subject_id=carol.pk,
        until=now + timedelta(days=9), reason="He speaks Czech",
    )  # fmt: skip
    return shared


def _make_told(carol: Contact, now: datetime) -> dict[str, object]:
    """What Alice said of a call, with a file."""
    entry = make_entry(carol, now - timedelta(days=2), by=carol.owner, summary="Lamps")
    file = attach(entry=entry, name="Plan.txt", content=ContentFile(b"Lamps"), by=carol.owner, now=now)
    return {"interactions/files/": file.pk, "interactions/": entry.pk}


def _make_owed(carol: Contact, now: datetime) -> dict[str, object]:
    """What is planned with her and promised to her, and what she wrote yesterday and awaits an answer to."""
    follow_up = make_follow_up(carol.owner, carol, now=now, owner=carol.owner)
    make_policy(carol.owner)
    return {
        "interactions/follow-ups/": follow_up.pk,
        "interactions/promises/": make_due(carol.owner, carol, now=now).pk,
        "interactions/clocks/": make_clock(carol, now - timedelta(days=1)).pk,
    }


def _make_talk(alice: User, carol: Contact, now: datetime) -> dict[str, object]:
    """What was understood of a tense talk, corrected by her, and what Root keeps to himself."""
    talk = make_talk(alice, carol, now - timedelta(days=1), points=["Ten lamps"], sentiment=-1)
    recap = make_recap(talk, by=alice, now=now - timedelta(hours=9))
    answer_recap(recap=recap, corrections=["Eleven"], remark="", language="cs", now=now - timedelta(hours=8))
    install_phrases(now=now)
    root = User.objects.get(full_name="Root")
    return {
        "interactions/recaps/": recap.pk,
        "interactions/debriefs/": Debrief.objects.create(writer=root, interaction=talk).pk,
        "interactions/phrases/": Phrase.objects.earliest("pk").pk,
        "interactions/questions/": CallQuestion.objects.earliest("pk").pk,
        "interactions/": make_talk(root, carol, now - timedelta(hours=7), points=["Soon"]).pk,
        "recap/": make_recap_link(recap, now=now),
    }


def _make_translated(carol: Contact, mail: Mail, response: Response, now: datetime) -> dict[str, object]:
    """What she said in Czech, with its translation."""
    said = "Ptala se, jestli by bylo možné dodat lampy."
    entry = make_entry(carol, now - timedelta(days=2), by=carol.owner, summary=said)
    make_translation(entry, "She asked for lamps.", by=carol.owner)
    rows = {"entries": entry, "mails": mail, "answers": response}
    return {f"translations/{kind}/": row.pk for kind, row in rows.items()}


def _make_twins(carol: Contact, now: datetime) -> dict[str, object]:
    """Who may be Carol too, and who was."""
    alike = make_contact("Каролина Новотна", owner=carol.owner, email="carol@customer.example")
    twice = make_contact("Karla Novotná", owner=carol.owner, city="Brno")
    return {
        "duplicates/": DuplicatePair.objects.create(one=carol, other=alike, evidence=["email"], score=40).pk,
        "merges/": merge_contacts(by=carol.owner, survivor=carol, merged=twice, now=now).pk,
        **_make_twin_companies(carol.company, now),
    }


def _make_twin_companies(company: Company, now: datetime) -> dict[str, object]:
    """What may be Carol's company too, and what was."""
    alike = make_company("Example Brewery Ltd", owner=company.owner)
    twice = make_company("Example Brewery s.r.o.", owner=company.owner, city="Brno")
    return {
        "company-duplicates/": CompanyPair.objects.create(one=company, other=alike, evidence=["name"], score=30).pk,
        "company-merges/": merge_companies(by=company.owner, survivor=company, merged=twice, now=now).pk,
    }


def _make_known(carol: Contact) -> dict[str, object]:
    """What is known of Carol, of the relationship with her, and whom she belongs with."""
    add_birthday(carol, 3, 10)
    rule = make_agreement(carol)
    return {
        "interactions/agreements/": rule.pk,
        "interactions/breaches/": make_breach(rule).pk,
        "interactions/signals/": make_signal(carol).pk,
        "facts/": make_fact(carol).pk,
        "customer-goals/": make_goal(carol).pk,
        **_make_note(carol.owner),
        "relations/": make_relation(carol, make_company("Example Mill", owner=carol.owner)).pk,
    }


def _make_note(editor: User) -> dict[str, object]:
    """What is said of a country, doubted and flagged."""
    note = make_note(country="CZ")
    flag = CultureFlag.objects.create(note=note, reason="Out of date", created_by=editor)
    return {"countries/": "CZ", "culture/": note.pk, "culture/flags/": flag.pk}


def _make_lists(house: House) -> None:
    house.at |= {
        "views/": SavedView.objects.create(owner=house.root, page="contacts:contact_list", name="Mine").pk,
        "contacts/bulk/": BulkRun.objects.create(by=house.alice, change="stage", value="commitment").pk,
        "sales/rates/files/": RateFile.objects.create(
            source="ecb", name="rates.csv", content=b"Date,USD\n2026-11-27,1.16\n", uploaded_by=house.root, state="read"
        ).pk,
        "settings/fields/": make_custom_field("contact", "text").pk,
        "settings/relations/": make_relation_kind().pk,
        "settings/questions/": make_question().pk,
        "segments/": make_segment(house.alice, ("stage", "any_of", ["awareness"])).pk,
    }


def _make_colleagues(house: House, team: Team) -> None:
    bob = make_user("Bob", Role.MANAGER, team=team)
    first = make_user("First", Role.ADMINISTRATOR)
    make_user("Second", Role.ADMINISTRATOR)
    invited = invitations.invite(
        by=house.root, email="dora@fair.example", full_name="Dora", roles=[Role.MANAGER], team=team
    )
    asked = people.change_colleague(by=first, person=bob, powers=[Role.ADMINISTRATOR], team=team, reason="She can")
    house.at |= {
        "team/invitations/": invited.pk,
        "team/teams/": team.pk,
        "team/": bob.pk,
        "invitation/": tokens.issue(TokenPurpose.INVITATION, subject_id=invited.pk, expires_at=invited.expires_at),
        "approvals/": asked.waits.pk,
        "drafts/": Draft.objects.create(user=house.root, page="contacts:contact_create").pk,
        "notices/": Notice.objects.create(user=house.root, kind="test", url="/", key="test").pk,
        "accounts/oidc/": "sso",
        "accounts/2fa/passkeys/": 1,
        "admin/r/": ContentType.objects.get_for_model(User).pk,
    }
