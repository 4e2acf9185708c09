"""Every route stands in a table that says who opens it, and answers each role so."""

import pytest
from django.contrib import admin
from django.urls import get_resolver, resolve

from staff.policy import Action
from tests.test_house import routes as walk
from tests.trust.conftest import browser
from tests.trust.expected import OUTSIDERS, ROLES, has
from tests.trust.routes import ROUTES, WORDS

pytestmark = pytest.mark.trust

# What a door is called in the policy, so that a route may not change it unseen.
DOORS = {
    "basic": Action.VIEW_CONTACTS, "edit": Action.EDIT_CONTACTS, "bin": Action.DELETE_CONTACTS,
    "share": Action.SHARE_CONTACTS, "merge": Action.MERGE_CONTACTS, "erase": Action.ERASE_CONTACTS,
    "import": Action.IMPORT_CONTACTS, "timeline": Action.VIEW_TIMELINE,
    "build": Action.BUILD_SEGMENTS,
    "write": Action.WRITE_TIMELINE, "lead": Action.LEAD_TEAM, "outbox": Action.VIEW_OUTBOX, "mail": Action.MAIL_CONTACT,
    "sales": Action.VIEW_SALES, "record": Action.RECORD_SALES, "feedback": Action.VIEW_FEEDBACK,
    "loyalty": Action.VIEW_LOYALTY, "figures": Action.VIEW_METRICS, "configure": Action.CONFIGURE,
    "people": Action.MANAGE_PEOPLE, "trail": Action.READ_CONFIGURATION_AUDIT, "operate": Action.OPERATE,
    "culture": Action.EDIT_CULTURE, "engines": Action.PERMIT_ENGINES,
    "use": Action.USE,
}  # fmt: skip
# The routes that name no record, by the door that they ask for.
WITHOUT_RECORD = {
    "use": "interactions:my_day interactions:digest staff:profile staff:languages staff:settings staff:team "
    "staff:approval_list "
    "staff:notice_list staff:view_list staff:view_create staff:set_zone staff:step_up "
    "interactions:phrase_list interactions:call_question_list interactions:debrief_list interactions:introduction "
    "staff:draft_keep contacts:country_list contacts:country_sheet sales:country_panel",
    "culture": "contacts:culture_create contacts:culture_review contacts:culture_flags",
    "basic": "contacts:contact_list contacts:contact_export contacts:company_list contacts:search "
    "contacts:company_export contacts:contact_filters contacts:segment_list contacts:need_list contacts:need_customers "
    "interactions:coverage",
    "edit": "contacts:bulk_start contacts:contact_create contacts:company_create contacts:company_options "
    "contacts:company_bulk contacts:address_fields contacts:contact_alike contacts:company_alike "
    "contacts:quality_report",
    "merge": "contacts:duplicate_list contacts:company_duplicates",
    "build": "contacts:segment_create",
    "bin": "contacts:bin",
    "import": "contacts:import",
    "timeline": "interactions:interaction_list interactions:clock_list interactions:promise_list "
    "interactions:signal_list",
    "write": "interactions:log_start interactions:follow_up_list interactions:meeting_finder interactions:meeting_take "
    "interactions:end_of_day interactions:follow_up_bulk interactions:review mailbox:mailbox_list "
    "mailbox:mailbox_create mailbox:drop_box_renew mailbox:triage",
    "lead": "interactions:team_day",
    "outbox": "outreach:outbox outreach:outbox_sent outreach:outbox_not_sent",
    "sales": "sales:purchase_list sales:rate_gaps",
    "record": "sales:product_options",
    "feedback": "feedback:inbox feedback:survey_list feedback:not_sent",
    "loyalty": "loyalty:programme",
    "figures": "metrics:dashboard metrics:compute_again metrics:customers metrics:attention "
    "metrics:promises metrics:promises_behind",
    "configure": "contacts:custom_field_list contacts:custom_field_create contacts:question_list "
    "interactions:phrase_create interactions:call_question_create "
    "contacts:question_create contacts:relation_kind_list contacts:relation_kind_create staff:organisation "
    "staff:forms_of_address sales:rates outreach:journey_list outreach:confirm_sending outreach:try_now",
    "engines": "translating:engines translating:engine_permit translating:engine_end",
    "people": "staff:invite staff:team_create",
    "trail": "staff:audit staff:audit_summary staff:audit_export",
    "operate": "staff:operations staff:second_person",
}
# Anybody's: they show nobody's data, or they ask for a secret in the address.
PUBLIC = "staff:welcome staff:set_language staff:set_theme outreach:webhook"
TOKEN = (
    "interactions:recap_page feedback:survey feedback:thanks outreach:unsubscribe outreach:preferences staff:invitation"
)
SIGNED_OUT = {
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done", "account_reset_password_from_key"),
    *("mfa_authenticate", "mfa_login_webauthn", "socialaccount_login_cancelled", "socialaccount_login_error"),
    *("openid_connect_login", "openid_connect_callback"),
}


def named(path: str) -> str:
    for place, word in {"int:pk": "1", **WORDS}.items():
        path = path.replace(f"<{place}>", word)
    assert "<" not in path, f"the walk does not know how to fill {path}: add it to WORDS in tests/trust/routes.py"
    return f"/{path}"


OWN = {
    resolve(named(path)).view_name: (named(path), route)
    for path, route in walk(get_resolver())
    if not path.startswith(("accounts/", "admin/"))
}


def door_table() -> dict[str, str]:
    table = {name: door for door, names in WITHOUT_RECORD.items() for name in names.split()}
    table |= {route.name: route.door for route in ROUTES}
    return table | dict.fromkeys(PUBLIC.split(), "public") | dict.fromkeys(TOKEN.split(), "token")


def test_every_route_stands_in_the_table_and_asks_for_the_door_it_names():
    table = door_table()
    rules = {name: route.callback.access_rule for name, (_address, route) in OWN.items()}

    assert {name: DOORS.get(door, door) for name, door in table.items()} == rules
    with_record = {name for name, (address, _route) in OWN.items() if "/1/" in address}
    assert with_record == {route.name for route in ROUTES}


@pytest.mark.parametrize("role", [*ROLES, *OUTSIDERS])
def test_every_door_is_open_to_whose_role_has_it_and_to_nobody_else(world_of, role):
    client, table, faults = browser(world_of(role)), door_table(), []
    for name, (address, _route) in OWN.items():
        door = table[name]
        if door in ("public", "token") or "/1/" in address:
            continue
        status = client.get(address).status_code
        wanted = {302} if role in OUTSIDERS else {200, 204, 302, 303, 405} if has(role, door) else {403}
        if status not in wanted:
            faults.append(f"GET {address} gives the {role} {status}, not {wanted}")
    assert not faults, "\n".join(faults)


def test_pages_of_the_library_ask_who_is_there(organisation, client):
    open_ones = set()
    for path, _route in walk(get_resolver()):
        if path.startswith("accounts/") and "<" not in path:
            response = client.get(f"/{path}")
            if response.status_code != 302 or not response.headers["Location"].startswith("/accounts/login/"):
                open_ones.add(resolve(f"/{path}").view_name)
    assert open_ones <= SIGNED_OUT


@pytest.mark.parametrize("role", [*ROLES, *OUTSIDERS])
def test_the_administration_opens_what_the_role_sets_up(world_of, role):
    client = browser(world_of(role))
    opened = set()
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        if client.get(address).status_code == 200:
            opened.add(model._meta.label)
    if role == "superuser":
        assert len(opened) == len(admin.site._registry)
    elif role == "administrator":
        assert opened == CONFIGURED
    else:
        assert opened == set()


CONFIGURED = {
    *("staff.User", "staff.Team", "staff.Organisation", "staff.RoleAssignment", "staff.LanguageSkill"),
    *("staff.Invitation", "outreach.MessageTemplate", "outreach.Journey", "sales.Product", "sales.ExchangeRate"),
    *("sales.RatePreference", "sales.CurrencyWatch", "sales.BudgetRate"),
    "interactions.PromiseRules",
    *("feedback.Survey", "loyalty.Programme", "contacts.CustomField", "contacts.Label"),
    *("contacts.WorkingCalendar", "translating.Term", "interactions.ResponsePolicy"),
    *("interactions.Phrase", "interactions.CallQuestion"),
}
