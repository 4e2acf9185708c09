"""The superuser mends contacts in the administration; what is append-only is only read there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from contacts import labels
from contacts.models import Company, Contact, ContactPoint, ImportantDate, Label, StageChange
from contacts.signals import contact_zone_changed
from staff.models import AuditEntry, Team, User
from tests.factories.contacts import add_birthday, add_consent, make_company, make_contact

SignIn = Callable[[User], Client]
MODELS = ("contact", "company", "consent", "stagechange", "importrun")


@pytest.mark.parametrize("model", MODELS)
def test_the_superuser_sees_the_lists(sign_in: SignIn, admin: User, carol: Contact, model: str) -> None:
    add_consent(carol, "greetings")
    assert sign_in(admin).get(reverse(f"admin:contacts_{model}_changelist"), {"q": "novot"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_nobody_else_does(sign_in: SignIn, alice: User, carol: Contact, model: str) -> None:
    page = sign_in(alice).get(reverse(f"admin:contacts_{model}_changelist"))
    assert b"carol@customer.example" not in page.content
    assert page.status_code in (302, 403)


def inline(prefix: str, rows: list[dict[str, object]], initial: int) -> dict[str, object]:
    data: dict[str, object] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_mending_a_contact_keeps_its_search_keys_and_points_right(sign_in: SignIn, admin: User, carol: Contact) -> None:
    point = ContactPoint.objects.get(contact=carol, kind="email")
    row = {"id": point.pk, "contact": carol.pk, "kind": "email", "value": "NEW@c.example", "position": 0}
    data = {
        "full_name": "Carol Veselá",
        "surname_core": "Veselá",
        "titles": "[]",
        "address_as": "{}",
        "vocatives": "{}",
        "languages": '["cs"]',
        "stage": "commitment",
        "time_zone": "Europe/Prague",
        "zone_source": "told",
        **inline(
            "points",
            [row],
            1,
        ),
        **inline("dates", [{"contact": carol.pk, "kind": "birthday", "month": 2, "day": 29}], 0),
    }
    page = sign_in(admin).post(reverse("admin:contacts_contact_change", args=[carol.pk]), data)
    assert page.status_code == 302, page.context["adminform"].errors
    carol.refresh_from_db()
    point.refresh_from_db()
    assert (carol.search_key, carol.sort_key) == ("carol vesela", "vesela")
    assert point.normalised == "new@c.example"
    assert ImportantDate.objects.get().month_day == 229
    assert AuditEntry.objects.filter(action="admin.change", subject_id=carol.pk).exists()


def contact_data(carol: Contact, points: list[dict] | None = None, dates: list[dict] | None = None, **changes: object):
    kept = carol.points.count() if points is None else 0
    rows = [
        {"id": point.pk, "contact": carol.pk, "kind": point.kind, "value": point.value, "position": point.position}
        for point in carol.points.all()[:kept]
    ]
    data = {
        "full_name": carol.full_name, "titles": "[]", "address_as": "{}", "vocatives": "{}", "languages": '["cs"]',
        "stage": carol.stage, "time_zone": carol.time_zone, "zone_source": carol.zone_source, "country": "CZ",
        **inline("points", points or rows, kept), **inline("dates", dates or [], 0),
    }  # fmt: skip
    return {**data, **changes}


def test_a_mended_stage_and_zone_are_told_like_any_other(sign_in: SignIn, admin: User, carol: Contact) -> None:
    moved: list[int] = []

    def listen(contact: Contact, **kwargs: object) -> None:
        moved.append(contact.pk)

    contact_zone_changed.connect(listen)
    try:
        data = contact_data(carol, stage="commitment", time_zone="Asia/Tokyo")
        page = sign_in(admin).post(reverse("admin:contacts_contact_change", args=[carol.pk]), data)
    finally:
        contact_zone_changed.disconnect(listen)
    assert page.status_code == 302, page.context["errors"]
    carol.refresh_from_db()
    assert (moved, carol.version, carol.time_zone, carol.zone_source) == ([carol.pk], 2, "Asia/Tokyo", "told")
    assert list(StageChange.objects.values_list("before", "after", "by")) == [("awareness", "commitment", admin.pk)]


def test_a_contact_made_here_is_as_whole_as_any_other(
    sign_in: SignIn, admin: User, alice: User, other_team: Team, carol: Contact
) -> None:
    points = [{"kind": "phone", "value": "601 000 009", "position": 0}]
    data = contact_data(carol, points, full_name="Jan Novák", owner=alice.pk, team=other_team.pk, zone_source="country")
    page = sign_in(admin).post(reverse("admin:contacts_contact_add"), data)
    assert page.status_code == 302, page.context["errors"]
    contact = Contact.objects.get(full_name="Jan Novák")
    assert (contact.owner, contact.team, contact.created_by) == (alice, other_team, admin)
    assert (contact.search_key, contact.points.get().normalised) == ("jan novak", "+420601000009")
    assert StageChange.objects.get().contact == contact


@pytest.mark.parametrize(
    "changes",
    [
        {"points": [{"kind": "email", "value": value, "position": 0} for value in ("x@y.example", "X@Y.example")]},
        {"points": [{"kind": "email", "value": "no address", "position": 0}]},
        {"points": [{"kind": "phone", "value": "ask her", "position": 0}]},
        {"dates": [{"kind": "birthday", "month": 2, "day": day} for day in (28, 29)]},
        {"languages": '"cs"'},
        {"languages": "[1]"},
        {"titles": '{"dr": 1}'},
        {"address_as": '{"cs": "pane"}'},
        {"vocatives": "[]", "address_as": "[1]"},
    ],
)
def test_what_no_page_could_read_is_refused_with_a_sentence(
    sign_in: SignIn, admin: User, carol: Contact, changes: dict
) -> None:
    carol.points.all().delete()
    page = sign_in(admin).post(
        reverse("admin:contacts_contact_change", args=[carol.pk]), contact_data(carol, **changes)
    )
    assert page.status_code == 200
    assert len(page.context["errors"]) == 1
    carol.refresh_from_db()
    assert (carol.languages, carol.points.count(), carol.dates.count()) == (["cs"], 0, 0)


def test_an_impossible_birthday_is_a_field_error(sign_in: SignIn, admin: User, carol: Contact) -> None:
    birthday = add_birthday(carol, 3, 4)
    data = {
        "full_name": "Carol", "titles": "[]", "address_as": "{}", "vocatives": "{}", "languages": "[]",
        "stage": "commitment", "time_zone": "Europe/Prague", "zone_source": "told",
        **inline("points", [], 0),
        **inline("dates", [{"id": birthday.pk, "contact": carol.pk, "kind": "birthday", "month": 2, "day": 31}], 1),
    }  # fmt: skip
    page = sign_in(admin).post(reverse("admin:contacts_contact_change", args=[carol.pk]), data)
    assert page.status_code == 200
    birthday.refresh_from_db()
    assert birthday.month_day == 304


def test_consent_is_read_and_neither_changed_nor_deleted(sign_in: SignIn, admin: User, carol: Contact) -> None:
    [consent] = add_consent(carol, "greetings")
    client = sign_in(admin)
    assert client.get(reverse("admin:contacts_consent_change", args=[consent.pk])).status_code == 200
    for name in ("change", "delete"):
        answer = client.post(reverse(f"admin:contacts_consent_{name}", args=[consent.pk]), {"state": "refused"})
        assert answer.status_code == 403


def test_contacts_and_companies_are_binned_not_deleted(
    sign_in: SignIn, admin: User, alice: User, carol: Contact
) -> None:
    company = make_company(owner=alice)
    client = sign_in(admin)
    for name, pk in (("contact", carol.pk), ("company", company.pk)):
        assert client.post(reverse(f"admin:contacts_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert (Contact.objects.count(), Company.objects.count()) == (1, 1)


def test_mending_a_company_keeps_its_search_keys_right(sign_in: SignIn, admin: User, alice: User) -> None:
    company = make_company(owner=alice)
    page = sign_in(admin).post(reverse("admin:contacts_company_change", args=[company.pk]), {"name": "Žák a syn"})
    assert page.status_code == 302
    company.refresh_from_db()
    assert company.search_key == "zak a syn"


@pytest.fixture
def renamed(organisation: object) -> None:
    for of, code, word in (("stage", "commitment", "Friends"), ("exit_reason", "needs", "Too dear")):
        Label.objects.filter(of=of, code=code).update(label_en=word)
    labels.forget()


@pytest.mark.usefixtures("renamed")
def test_the_lists_speak_the_words_of_the_house(sign_in: SignIn, admin: User, carol: Contact) -> None:
    Contact.objects.update(stage="commitment")
    StageChange.objects.create(
        contact=carol, before="commitment", after="dissolution", exit_reason="needs", ended_by="they", is_final=True,
        reason="Closed",
    )  # fmt: skip
    client = sign_in(admin)
    pages = {
        name: client.get(reverse(f"admin:contacts_{name}_changelist")).content.decode()
        for name in ("contact", "stagechange")
    }
    detail = reverse("admin:contacts_stagechange_change", args=[StageChange.objects.get(after="dissolution").pk])
    pages["one change"] = client.get(detail).content.decode()
    said = {name: (page.count("Friends"), "Commitment" in page) for name, page in pages.items()}
    # In the list of contacts once in its row, and once among the filters.
    assert said == {"contact": (2, False), "stagechange": (1, False), "one change": (1, False)}
    assert ["Too dear" in pages[name] for name in ("stagechange", "one change")] == [True, True]


@pytest.mark.usefixtures("renamed")
def test_contacts_are_filtered_and_mended_by_the_words_of_the_house(
    sign_in: SignIn, admin: User, alice: User, carol: Contact
) -> None:
    Contact.objects.update(stage="commitment")
    make_contact("Dora", owner=alice, stage="exploration")
    Label.objects.filter(of="stage", code="expansion").update(is_hidden=True)
    labels.forget()
    client = sign_in(admin)
    found = client.get(reverse("admin:contacts_contact_changelist"), {"stage": "commitment"}).context["cl"]
    assert list(found.queryset) == [carol]
    form = client.get(reverse("admin:contacts_contact_change", args=[carol.pk])).context["adminform"].form
    offered = dict(form.fields["stage"].choices)
    assert (offered["commitment"], "expansion" in offered) == ("Friends", False)
