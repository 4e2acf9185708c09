"""Whatever text is typed into whichever form is stored as it was typed, or refused beside its field; never an error."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.admin import site
from django.core.cache import caches
from django.forms import BaseForm
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from contacts.models import Company, Contact, CustomField, Label, Tag, WorkingCalendar
from contacts.tagging import tags_named
from crm.forms import CleanMixin, JSONField
from feedback.models import Answer, Survey
from interactions.models import CallQuestion, FollowUp, Phrase, PromiseRules, ResponsePolicy
from loyalty.models import Programme, Transaction
from outreach import ready_made
from outreach.models import Journey, MessageTemplate
from sales.models import BudgetRate, Contract, CurrencyWatch, ExchangeRate, Product, Purchase, RatePreference
from staff import tokens
from staff.actions import invitations
from staff.admin_base import ViewOnlyAdmin
from staff.models import (
    Approval,
    Invitation,
    Organisation,
    Role,
    Share,
    ShareLevel,
    Team,
    TokenPurpose,
    User,
)
from tests.factories.contacts import add_birthday, make_company, make_custom_field
from tests.factories.feedback import make_invitation, make_link, make_survey
from tests.factories.interactions import make_follow_up, make_policy
from tests.factories.loyalty import give, make_member
from tests.factories.outreach import make_journey
from tests.factories.sales import make_contract, make_product, make_purchase
from tests.factories.staff import make_user
from tests.factories.translating import make_term
from tests.staff.sign_in import PASSWORD
from tests.staff.test_views import PROFILE, WELCOME
from tests.test_house import ROOMS as ALL_ROOMS
from tests.trust.conversation_pages import PAGES as CONVERSATIONS
from tests.trust.conversation_pages import (
    close_page,
    correct_page,
    drop_page,
    hand_over_page,
    keep_page,
    log_page,
    move_page,
    plan_page,
    promise_page,
    turn_page,
)
from tests.trust.filling import FORM, Case, Page, newest, takes_text
from tests.trust.list_pages import LISTS, SETTINGS, house_addressing_page
from tests.trust.mailbox_pages import MAILBOXES
from tests.trust.recap_pages import RECAPS, WORDS, answer_page
from tests.trust.relationships import RELATIONSHIPS
from tests.trust.texts import strings_for
from tests.trust.translating_pages import PERMITS, TRANSLATIONS
from tests.trust.tried_forms import TRIED
from translating.models import Term

pytestmark = [pytest.mark.trust, pytest.mark.slow]

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
ROOMS = tuple(room for room in ALL_ROOMS if room != "demo")


class World:
    """One of everything, and who looks after it."""

    def __init__(self, alice: User, admin: User, carol: Contact) -> None:
        self.alice, self.admin, self.carol = alice, admin, carol
        self.link = make_link(make_invitation(carol, expires_at=timezone.now() + timedelta(days=9)))
        self.company = make_company(owner=alice)
        self.product = make_product()
        self.member = make_member(carol)
        give(self.member, 1000)


@pytest.fixture
def world(organisation: Organisation, alice: User, admin: User, carol: Contact) -> World:
    ready_made.install(now=NOW)
    return World(alice, admin, carol)


def first_point(kind: str) -> Callable[[], object]:
    return lambda: newest(Contact)().points.filter(kind=kind).values_list("value", flat=True).first() or ""


def contact_page(world: World, url: str) -> Case:
    texts = {"company": lambda: getattr(newest(Contact)().company, "name", "")}
    points = {"emails": first_point("email"), "phones": first_point("phone")}
    unread = ("version", "tags", "reason", "cost")
    return Case(url, {"full_name": "Eva"}, newest(Contact), texts | points, unread)


def consent_page(world: World) -> Case:
    data = {"purposes": ["feedback"], "channel": "email", "state": "given", "source": "call"}
    proof = {"proof": lambda: world.carol.consents.order_by("-pk").first().proof}
    return Case(reverse("contacts:consent", args=[world.carol.pk]), data, stored=proof)


def purchase_page(world: World) -> Case:
    data = {"amount": "10", "quantity": "1", "currency": "EUR", "number": "N-1"}
    url = reverse("sales:purchase_create", args=[world.carol.pk])
    return Case(url, data, newest(Purchase), unread=("amount", "quantity", "product"))


def contract_page(world: World) -> Case:
    url = reverse("sales:contract_create", args=[world.carol.pk])
    return Case(url, {"recurring_value": "10"}, newest(Contract), unread=("recurring_value",))


def survey_page(world: World) -> Case:
    scale, comment = make_survey().questions.order_by("position")
    said = newest(Answer, question=comment, is_current=True)
    stored = {f"q{comment.pk}": lambda: getattr(said(), "text", "")}
    return Case(reverse("feedback:survey", args=[world.link]), {f"q{scale.pk}": "5"}, stored=stored)


def redeem_page(world: World) -> Case:
    url, page = (reverse(f"loyalty:{name}", args=[world.member.pk]) for name in ("redeem", "account"))
    return Case(url, {"points": "5", "reason": "voucher"}, newest(Transaction), page=page)


def welcome_page() -> Case:
    stored = {"account_email": lambda: User.objects.get().email, "full_name": lambda: User.objects.get().full_name}
    return Case(reverse("staff:welcome"), WELCOME, newest(Organisation), stored, unread=("password",))


def join_page(world: World) -> Case:
    invitation = invitations.invite(
        by=world.admin, full_name="Nela", email="nela@fair.example", language="en", team=None, roles=["agent"]
    )
    token = tokens.issue(TokenPurpose.INVITATION, subject_id=invitation.pk, expires_at=invitation.expires_at)
    data = {"full_name": "Nela", "password": PASSWORD}
    return Case(reverse("staff:invitation", args=[token]), data, newest(User), unread=("password",))


def invite_page(world: World) -> Case:
    data = {"full_name": "Nela", "email": "nela@fair.example", "roles": ["agent"], "language": "cs"}
    return Case(reverse("staff:invite"), data, newest(Invitation))


def colleague_page(world: World) -> Case:
    make_user("Second", is_superuser=True)
    Organisation.objects.update(needs_second_person=True)
    data = {"powers": [Role.MANAGER, Role.ADMINISTRATOR], "team": world.alice.team_id}
    return Case(reverse("staff:colleague", args=[world.alice.pk]), data, newest(Approval))


def house_page(world: World) -> Case:
    return Case(reverse("staff:organisation"), row=newest(Organisation))


def share_page(world: World, url: str) -> Case:
    ready = make_user("Lent", Role.MANAGER, team=world.alice.team)
    return Case(url, {"user": ready.pk, "level": ShareLevel.TEAM, "reason": "Holiday"}, newest(Share))


ALICES: dict[str, Callable[[World], Case]] = {
    "contacts:contact_create": lambda world: contact_page(world, reverse("contacts:contact_create")),
    "contacts:contact_edit": lambda world: contact_page(world, reverse("contacts:contact_edit", args=[world.carol.pk])),
    "contacts:consent": consent_page,
    "contacts:company_create": lambda world: Case(
        reverse("contacts:company_create"), {"name": "Brewery"}, newest(Company), unread=("website", "tags")
    ),
    "contacts:company_edit": lambda world: Case(
        reverse("contacts:company_edit", args=[world.company.pk]), {}, newest(Company), unread=("website", "tags")
    ),
    "contacts:contact_share": lambda world: share_page(world, reverse("contacts:contact_share", args=[world.carol.pk])),
    "contacts:company_share": lambda world: share_page(
        world, reverse("contacts:company_share", args=[world.company.pk])
    ),
    **LISTS,
    "interactions:log": log_page,
    "interactions:correct": correct_page,
    "interactions:plan": plan_page,
    "interactions:follow_up_close": close_page,
    "interactions:clock_turn": turn_page,
    "interactions:promise_make": promise_page,
    "interactions:promise_keep": keep_page,
    "interactions:promise_move": move_page,
    "interactions:promise_drop": drop_page,
    **RECAPS,
    "interactions:follow_up_hand_over": hand_over_page,
    **RELATIONSHIPS,
    **CONVERSATIONS,
    **TRANSLATIONS,
    **MAILBOXES,
    "sales:purchase_create": purchase_page,
    "sales:contract_create": contract_page,
    "loyalty:redeem": redeem_page,
    "staff:profile": lambda world: Case(reverse("staff:profile"), PROFILE, lambda: User.objects.get(pk=world.alice.pk)),
}
ADMINS: dict[str, Callable[[World], Case]] = {
    "staff:organisation": house_page,
    **PERMITS,
    "staff:forms_of_address": house_addressing_page,
    **SETTINGS,
    **WORDS,
    "staff:invite": invite_page,
    "staff:colleague": colleague_page,
    "staff:team_create": lambda world: Case(reverse("staff:team_create"), {"name": "East"}, newest(Team)),
    "staff:team_rename": lambda world: Case(
        reverse("staff:team_rename", args=[world.alice.team_id]),
        row=lambda: Team.objects.get(pk=world.alice.team_id),
    ),
}
VISITORS: dict[str, Callable[[World], Case]] = {"feedback:survey": survey_page, "interactions:recap_page": answer_page}


PAGES = {**ALICES, **ADMINS, **VISITORS}
# Their texts open something and are kept nowhere.
OPENING = {
    "account_login": {"login": "alice@fair.example", "password": "wrong"},
    "account_reset_password": {"email": "alice@fair.example"},
    "account_reauthenticate": {"password": "wrong"},
    "account_change_password": {"oldpassword": "wrong", "password1": "x", "password2": "x"},
    "mfa_login_webauthn": {"credential": "{}"},
    "mfa_reauthenticate": {"code": "1"},
    "mfa_activate_totp": {"code": "1"},
    "mfa_add_webauthn": {"name": "Key", "credential": "{}"},
}
BEFORE_SIGNING_IN = {"account_login", "account_reset_password", "mfa_login_webauthn"}


def try_all(client: Client, name: str, case: Case) -> None:
    page = Page.opened(client, case)
    assert page.texts, f"{name} shows no field that takes text"
    tried = {text: page.type_everywhere(text) for text in strings_for(name)}
    kept = set(page.texts) - set(case.unread)
    assert tried["half a character \ud83d"][0] & kept == set()
    assert tried["NUL in \x00 the middle"][0] & kept == set()


@pytest.mark.parametrize("name", PAGES)
def test_each_text_is_stored_as_it_was_typed_or_refused_beside_its_field(name: str, world: World, client, sign_in):
    if name in ALICES:
        sign_in(world.alice)
    elif name in ADMINS:
        sign_in(world.admin)
    try_all(client, name, PAGES[name](world))


def test_the_first_page_of_all_takes_no_broken_text(db, client):
    try_all(client, "staff:welcome", welcome_page())


def test_who_was_invited_may_be_called_anything(world: World, client):
    try_all(client, "staff:invitation", join_page(world))


@pytest.mark.parametrize("route", OPENING)
def test_what_opens_something_is_refused_and_never_an_error(route: str, world: World, client, sign_in):
    if route not in BEFORE_SIGNING_IN:
        sign_in(world.admin)
    for text in strings_for(route):
        for name in OPENING[route]:
            sent = urlencode(OPENING[route] | {name: text}, errors="surrogatepass")
            caches["default"].key_prefix = uuid4().hex
            response = client.post(reverse(route), sent, content_type=FORM)
            assert response.status_code < 500, (route, name, ascii(text[:80]))


# --- the Django admin ------------------------------------------------------------------------------
def admin_rows(world: World) -> dict[type, Any]:
    """A row of each model that is mended in the admin."""
    add_birthday(world.carol, 2, 3)
    return {
        Contact: world.carol,
        Company: world.company,
        CustomField: make_custom_field("contact", "choice", options=("Red",)),
        Label: Label.objects.filter(of="channel").first(),
        WorkingCalendar: WorkingCalendar.objects.create(country="AE"),
        Tag: tags_named(["VIP"], by=world.alice, now=NOW)[0],
        Term: make_term("lampa", "lamp"),
        Product: world.product,
        Purchase: make_purchase(world.carol, NOW),
        Contract: make_contract(world.carol, NOW.date()),
        ExchangeRate: None,
        BudgetRate: None,
        RatePreference: RatePreference.objects.create(currency="USD", sources=["ecb"]),
        CurrencyWatch: CurrencyWatch.objects.create(pk=1),
        Survey: make_survey(),
        Programme: world.member.programme,
        MessageTemplate: MessageTemplate.objects.get(code="birthday"),
        Journey: make_journey().journey,
        FollowUp: make_follow_up(world.alice, world.carol, now=NOW),
        ResponsePolicy: make_policy(world.alice),
        PromiseRules: PromiseRules.objects.create(pk=1),
        Phrase: Phrase.objects.create(situation="thanks", text_en="Thanks"),
        CallQuestion: CallQuestion.objects.create(topic="needs", words_en="Why?"),
        User: world.alice,
        Team: world.alice.team,
        Organisation: Organisation.current(),
    }


def mended() -> list[type]:
    """The models whose rows the superuser changes or adds in the admin."""
    return [model for model, one in site._registry.items() if not isinstance(one, ViewOnlyAdmin) and is_ours(model)]


def is_ours(thing: type) -> bool:
    return thing.__module__.split(".")[0] in ROOMS


@pytest.mark.parametrize("model", mended())
def test_the_admin_stores_each_text_as_it_was_typed_or_refuses_it(model: Any, world: World, sign_in):
    row = admin_rows(world)[model]
    client = sign_in(world.admin)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if row is None:
        url = reverse(f"{name}_add")
        days = {"date": "2026-01-05", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
        case = Case(url, {"source": "bank", "base": "EUR", "quote": "USD", "rate": "1.1", **days}, newest(model))
    else:
        # The words of an exit are kept where somebody leaves; before an address of a page its scheme may be put.
        case = Case(reverse(f"{name}_change", args=[row.pk]), is_admin=True, unread=("reason", "website"))
    page = Page.opened(client, case)
    for text in strings_for(name):
        page.type_everywhere(text)


# --- whoever adds a form adds it here --------------------------------------------------------------
def own_forms() -> set[type]:
    def below(form: type) -> Iterator[type]:
        for one in form.__subclasses__():
            yield one
            yield from below(one)

    # Those of the admin are asked for as the admin makes them; those of signing in open something.
    apart = re.compile(r"\.(admin(_\w+)?|forms_sign_in)$")
    return {form for form in below(BaseForm) if is_ours(form) and not apart.search(form.__module__)}


def strangers_in(form: Any) -> set[str]:
    """Fields that take text and do not clean it. White space is part of a password."""
    fields = getattr(form, "base_fields", {}).items()
    texts = {name: one for name, one in fields if takes_text(one) and one.strip}
    return {f"{form.__name__}.{name}" for name, one in texts.items() if not isinstance(one, CleanMixin | JSONField)}


def test_every_field_that_takes_text_cleans_it():
    assert set().union(*map(strangers_in, own_forms())) == set()


@pytest.mark.parametrize("model", mended())
def test_every_field_of_the_admin_that_takes_text_cleans_it(model: Any, admin: User):
    request = RequestFactory().get("/")
    request.user = admin
    page = site._registry[model]
    below = [inline.get_formset(request).form for inline in page.get_inline_instances(request)]
    assert set().union(*map(strangers_in, [page.get_form(request), *below])) == set()


def test_each_form_of_the_product_is_tried():
    """A new form that takes text stands in the table above, or this fails."""
    fields = {f"{form.__module__}.{form.__name__}": getattr(form, "base_fields", {}) for form in own_forms()}
    assert {name for name, own in fields.items() if any(map(takes_text, own.values()))} == TRIED
