"""The house's own words: what is read, who may change them, and where they show."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from contacts import labels
from contacts.actions.importing import import_contacts
from contacts.models import Contact, Label
from contacts.models.stage import StageChange
from contacts.rules import in_words
from crm import keeping
from tests.factories.contacts import make_company, make_contact, make_segment
from tests.factories.staff import make_user

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def rename(of: str, code: str, **words: object) -> Label:
    label, _is_new = Label.objects.update_or_create(of=of, code=code, defaults=words)
    labels.forget()
    return label


def test_every_built_in_code_has_its_row_and_its_word(db):
    rows = {of: [label.code for label in Label.objects.filter(of=of)] for of in labels.LabelList.values}
    assert rows == {of: list(words) for of, words in labels.BUILT_IN.items()}
    assert labels.word("stage", "commitment") == "Commitment"
    with override("cs"):
        assert labels.word("stage", "commitment") != "Commitment"


def test_a_rename_shows_in_its_language_and_a_code_nobody_knows_as_it_is(db):
    rename("stage", "commitment", label_en="Friends", label_cs="Přátelé")
    assert [labels.word("stage", code) for code in ("commitment", "expansion", "gone", "")] == [
        "Friends", "Expansion", "gone", ""
    ]  # fmt: skip
    with override("cs"):
        assert labels.word("stage", "commitment") == "Přátelé"


def test_what_is_hidden_is_offered_to_those_alone_who_have_it(db):
    rename("industry", "media", is_hidden=True)
    rename("industry", "space", label_en="Space", position=99)
    assert "media" not in dict(labels.offered("industry"))
    assert dict(labels.offered("industry", "media"))["media"] == "Media and culture"
    assert dict(labels.offered("industry", "lost"))["lost"] == "lost"
    assert (dict(labels.every("industry"))["media"], dict(labels.every("industry"))["space"]) == (
        "Media and culture", "Space"
    )  # fmt: skip


def test_the_table_is_read_once_for_many_words(db, django_assert_num_queries: Callable):
    with django_assert_num_queries(1):
        for code in ("awareness", "expansion"):
            labels.word("stage", code)
            labels.offered("role")


def test_a_copy_that_is_old_is_read_again(db, monkeypatch, django_assert_num_queries: Callable):
    labels.word("stage", "awareness")
    Label.objects.filter(of="stage", code="awareness").update(label_en="Heard of us")
    assert labels.word("stage", "awareness") == "Awareness"
    later = keeping.time.monotonic() + keeping.KEPT_SECONDS + 1
    monkeypatch.setattr(keeping.time, "monotonic", lambda: later)
    assert labels.word("stage", "awareness") == "Heard of us"


def test_nothing_is_added_to_a_list_whose_codes_mean_something(db):
    for label in (Label(of="stage", code="limbo", label="Limbo"), Label(of="industry", code="space")):
        with pytest.raises(ValidationError):
            label.full_clean()
    Label(of="industry", code="space", label="Space").full_clean()


def test_a_code_stands_once_in_a_list(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(of="stage", code="awareness")


def test_only_who_configures_renames_and_nobody_deletes(sign_in, admin, lead, django_capture_on_commit_callbacks):
    label = Label.objects.get(of="stage", code="commitment")
    page = reverse("admin:contacts_label_change", args=[label.pk])
    configures = make_user("Configures", "administrator", is_staff=True)
    labels.word("stage", "commitment")
    refused = sign_in(lead).post(page, {"label_en": "No"})
    client = sign_in(configures)
    with django_capture_on_commit_callbacks(execute=True):
        saved = client.post(page, {"label_en": "Friends", "position": 3, "of": "role", "code": "x"})
    label.refresh_from_db()
    assert (refused.status_code, saved.status_code) == (302, 302)
    assert (label.of, label.code, label.label_en) == ("stage", "commitment", "Friends")
    assert labels.word("stage", "commitment") == "Friends"
    assert client.post(reverse("admin:contacts_label_delete", args=[label.pk]), {"post": "yes"}).status_code == 403


def test_the_renamed_stage_shows_wherever_stages_show(sign_in, alice, carol):
    rename("stage", "awareness", label_en="Heard of us")
    StageChange.objects.create(contact=carol, after="awareness")
    segment = make_segment(alice, ("stage", "any_of", ["awareness"]))
    client, pages = sign_in(alice), {}
    for name, args, query in (
        ("contact_list", (), "?stage=awareness"),
        ("contact_detail", (carol.pk,), ""),
        ("contact_stages", (carol.pk,), ""),
        ("contact_edit", (carol.pk,), ""),
        ("segment_edit", (segment.pk,), ""),
        ("bulk_start", (), "?which=all"),
    ):
        content = client.get(reverse(f"contacts:{name}", args=args) + query).content.decode()
        pages[name] = ("Heard of us" in content, "Awareness" in content)
    assert pages == dict.fromkeys(pages, (True, False))
    assert "Heard of us" in str(in_words(segment.rules))
    file = b"".join(client.get(reverse("contacts:contact_export", args=["csv"])).streaming_content)
    assert b"Heard of us" in file


def test_an_import_knows_the_house_s_words(alice):
    rename("industry", "space", label_en="Space", label_cs="Vesmír")
    rename("stage", "commitment", label_en="Friends")
    table = (
        "Name,Company,Stage,Industry,Company size,Roles,Source,Campaign,Referred by,Acquisition cost\n"
        "Dora,Rockets,Friends,Vesmír,10 to 49 people,Customer; Partner,Website,Spring,Aunt Olga,12.50 EUR\n"
        "Ivan,Rockets,Commitment,,,,,,,\n"
        "Eva,Rockets,,Nowhere,,,,,,\n"
        "Ota,Rockets,,,,,,,,5\n"
    )
    run = import_contacts(by=alice, filename="people.csv", data=table.encode(), now=NOW)
    dora, ivan = Contact.objects.order_by("full_name")
    assert (dora.stage, dora.roles, dora.source, dora.campaign, dora.referrer_name, str(dora.cost.amount)) == (
        "commitment", ["customer", "partner"], "website", "Spring", "Aunt Olga", "12.5000"
    )  # fmt: skip
    assert (dora.company.industry, dora.company.size_band) == ("space", "10-49")
    assert (ivan.stage, ivan.roles, ivan.source, ivan.cost) == ("commitment", ["customer"], "", None)
    assert [error.row for error in run.row_errors.order_by("row")] == [4, 5]


def test_filters_find_roles_sources_and_industries(sign_in, alice):
    hotel = make_company("Hotel", owner=alice, industry="hospitality")
    make_contact("Guest", owner=alice, company=hotel, roles=["customer", "partner"], source="fair")
    make_contact("Other", owner=alice, roles=["press"])
    client, page = sign_in(alice), reverse("contacts:contact_list")
    found = {
        query: [row["name"] for row in client.get(page, QueryDict(query).dict()).context["rows"]]
        for query in ("role=partner", "role=press", "source=fair", "industry=hospitality", "source=website")
    }
    assert found == {
        "role=partner": ["Guest"], "role=press": ["Other"], "source=fair": ["Guest"],
        "industry=hospitality": ["Guest"], "source=website": [],
    }  # fmt: skip
