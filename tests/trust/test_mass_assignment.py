"""What a form does not ask for is not taken from it: each form leaves the same rows behind, with and without every
other column of ours among what was sent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.db.models import BooleanField, DateField, DateTimeField, ForeignKey, Model
from django.urls import reverse

from feedback.models import Invitation
from interactions.models import Recap
from staff import tokens
from staff.models import AccessToken, AuditEntry, AuditValues, Role, Submit, TokenPurpose, User
from staff.policy import registered
from tests.trust.conftest import browser
from tests.trust.expected import Whose, has
from tests.trust.page_forms import PageForm, own_form
from tests.trust.routes import ROUTES

pytestmark = [pytest.mark.trust, pytest.mark.slow]

# Words for what a form must have and stands empty; anything else is sent as the page shows it.
TYPED = {
    "full_name": "Somebody", "name": "Something", "number": "N-1", "amount": "10", "quantity": "1", "title": "Call",
    "reason": "because", "summary": "Talked", "outcome": "Done", "recurring_value": "5", "email": "n@fair.example",
    "promise": "Send it", "promise_date": "2030-06-03", "wish": "ours",
    "purposes": "service", "state": "given", "source": "call", "local_time": "09:00", "clock": "mine",
    "kind": "", "time_zone": "Europe/Prague", "text": "A lamp", "answer": "Mended", "words": "Grow",
    "answer0": "right", "points": "1", "broken_by": "we",
    "password": "a long and quiet evening", "0": "5", "ends_on": "", "roles": "manager", "body": "",
}  # fmt: skip
# Names that no model has, and somebody would try.
TRIED = {"pk": "1", "balance": "777", "is_admin": "on", "owner_id": "1", "user_id": "1", "consent_at": "2020-01-01"}
# Random or of the trail, which notes what was sent.
NOT_COMPARED = {AuditEntry, AuditValues, Submit, AccessToken}
RANDOM = {"uuid", "last_login", "password", "secret", "idempotency_key", "payload_hash"}


def hostile(world, form: PageForm | None) -> dict[str, str]:
    """Every column of ours that the form does not have, with a value that would be told apart."""
    sent = dict(TRIED)
    for model in registered():
        for each in model._meta.concrete_fields:
            sent[each.name] = sent[each.attname] = _value(world, each)
    sent |= {"role": Role.ADMINISTRATOR, "roles": Role.ADMINISTRATOR, "powers": "superuser"}
    return {name: value for name, value in sent.items() if not form or name not in form.names}


def _value(world, each: Any) -> str:
    if isinstance(each, ForeignKey):
        known = {"User": world.stranger, "Team": world.stranger.team, "Contact": world.contact(Whose.FOREIGN)}
        row = known.get(each.related_model.__name__)
        return str(row.pk) if row else "1"
    if isinstance(each, BooleanField):
        return "on"
    if isinstance(each, DateField):
        moment = world.now - timedelta(days=400)
        return moment.isoformat() if isinstance(each, DateTimeField) else moment.date().isoformat()
    return each.choices[-1][0] if each.choices else "777"


def state(before: dict[type[Model], set[Any]]) -> dict[str, list[str]]:
    """All rows of ours; those that are new have no number of their own."""
    rows = {}
    for model in registered():
        if model in NOT_COMPARED:
            continue
        fields = [each for each in model._meta.concrete_fields if each.name not in RANDOM]
        rows[model._meta.label] = sorted(
            str({each.name: _known(before, model, each, getattr(row, each.attname)) for each in fields})
            for row in model._default_manager.all()
        )
    return rows


def _known(before: dict[type[Model], set[Any]], model: type[Model], each: Any, value: Any) -> Any:
    named = model if each.primary_key else each.related_model if each.is_relation else None
    if each.name in ("occurrence", "source", "key", "wave") and isinstance(value, str):
        return "".join(letter for letter in value if not letter.isdigit() and letter not in "abcdef-")
    if isinstance(value, datetime) and abs(value - datetime.now(UTC)) < timedelta(minutes=30):
        return "now"  # by the clock of the machine, which goes on
    if isinstance(value, memoryview):
        return bytes(value)
    if each.name == "params":
        return sorted(value)  # what they name has a number of its own
    return "new" if named in before and value is not None and value not in before[named] else value


def numbers() -> dict[type[Model], set[Any]]:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in registered()}


def after(client, address: str, data: dict, before: dict) -> tuple[int, dict[str, list[str]]]:
    with transaction.atomic():
        status = client.post(address, data).status_code
        left = state(before)
        transaction.set_rollback(True)
    return status, left


def filled(world, form: PageForm | None) -> dict[str, Any]:
    """The form as it stands, with words where it must have some."""
    if form is None:
        return {}
    data: dict[str, Any] = dict(form.values)
    for name, words in TYPED.items():
        if words and name in form.names and not any(data.get(name, [""])):
            data[name] = words
    # A translation has a field for each text of its record.
    if "original_language" in form.names:
        texts = (name for name in form.names if name.startswith("text_"))
        data |= {name: "A lamp" for name in texts if not any(data.get(name, [""]))}
    today = world.now.date()
    for name in form.names & {"local_date", "next_date"}:
        data[name] = (today + timedelta(days=5)).isoformat()
    if form.names >= {"agreed_on", "ended_on"}:
        data["source"] = "asked"
    if "to" in form.names:
        data["to"] = world.mate.pk
    if "successor" in form.names:
        data["successor"] = world.stranger.pk
    if "user" in form.names and not any(data.get("user", [""])):
        data["user"] = User.objects.get(email="borrower@fair.example").pk
    return data


def compare(world, client, address: str, faults: list[str], page_at: str = "") -> None:
    """Send the page's form as it is, and once more with everything beside it."""
    page = client.get(page_at or address)
    form = own_form(page.content.decode(), address) if page.status_code == 200 else None
    before, data = numbers(), filled(world, form)
    status, plain = after(client, address, data, before)
    again, more = after(client, address, hostile(world, form) | data, before)
    if status >= 400 and status != 405:
        faults.append(f"POST {address} as its page stands gives {status}: add words to TYPED")
    if again != status:
        faults.append(f"POST {address} gives {status}, and {again} with more beside it")
    for label, rows in plain.items():
        extra = sorted(set(more[label]) - set(rows))
        if more[label] != rows:
            faults.append(f"POST {address} takes what it did not ask for into {label}: {extra}")


PAGES = (
    *("contacts:contact_create", "contacts:company_create", "staff:profile", "staff:languages", "staff:set_zone"),
    *("staff:organisation", "staff:forms_of_address", "staff:invite", "staff:team_create", "staff:notice_list"),
)
# Whose form stands on another page.
SHOWN_ON = {
    "loyalty:redeem": "loyalty:account",
    "feedback:invite": "feedback:contact_panel",
    "contacts:stage_change": "contacts:contact_stages",
}
# They need an answer that no page holds; the tests of their own rooms send it.
ANSWERED = {
    *("outreach:message_resolve", "sales:purchase_status", "staff:approval_decide", "staff:approval_withdraw"),
    *("contacts:contact_merge", "contacts:company_merge", "contacts:contact_erase", "contacts:segment_restore"),
    *("staff:view_choose", "contacts:culture_decide", "contacts:zone_settle"),
    *("contacts:relation_create", "interactions:recap_send", "interactions:clock_turn", "mailbox:mail_assign"),
}


def own_addresses(world) -> list[tuple[str, str]]:
    """Of one's own records, and in the bin the one that can be restored; each with the page that has its form."""
    found = [(reverse(name), "") for name in PAGES]
    for route in ROUTES:
        whose = Whose.BIN if route.sees == "binned" else Whose.LENT if route.sees == "ending" else Whose.OWN
        if "POST" in route.methods and route.name not in ANSWERED and has(world.role, route.door):
            pk = world.rows[route.model, whose].pk
            page = reverse(SHOWN_ON[route.name], args=[pk]) if route.name in SHOWN_ON else ""
            found.append((route.address(pk), page))
    return found


@pytest.mark.parametrize("role", ["lead", "superuser"])
def test_no_form_of_ours_takes_what_it_did_not_ask_for(world_of, role):
    world, faults = world_of(role), []
    client = browser(world)
    for address, page in own_addresses(world):
        if client.get(address).status_code not in (403, 404):
            compare(world, client, address, faults, page)
    assert not faults, "\n".join(faults)


def test_no_page_of_a_customers_takes_what_it_did_not_ask_for(world_of):
    world, faults = world_of("manager"), []
    client = browser(world)
    client.logout()
    contact = world.contact(Whose.OWN)
    invitation = Invitation.objects.get(contact=contact, wave="answered")
    survey = tokens.issue(TokenPurpose.SURVEY, subject_id=invitation.pk, expires_at=invitation.expires_at)
    mails = tokens.issue(TokenPurpose.PREFERENCES, subject_id=contact.pk)
    recap = tokens.issue(TokenPurpose.RECAP, subject_id=world.rows[Recap, Whose.OWN].pk)
    links = {"feedback:survey": survey, "outreach:preferences": mails, "interactions:recap_page": recap}
    for address in (reverse(name, args=[token]) for name, token in links.items()):
        assert client.get(address).status_code == 200
        compare(world, client, address, faults)
    assert not faults, "\n".join(faults)


def test_no_form_of_the_administration_takes_what_it_did_not_ask_for(world_of):
    world, faults, changed = world_of("superuser"), [], 0
    client = browser(world)
    for model, page in admin.site._registry.items():
        row = model._default_manager.order_by("pk").first()
        if model not in registered() or row is None or not page.has_change_permission(_Request(world.reader), row):
            continue
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        compare(world, client, address, faults)
        changed += 1
    assert not faults, "\n".join(faults)
    assert changed >= 8


class _Request:
    def __init__(self, user: User) -> None:
        self.user = user
