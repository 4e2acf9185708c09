"""Two companies become one, and two again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from contacts.access import out_of_sight
from contacts.actions.companies import update_company
from contacts.actions.merging import merge_contacts, settle_merges, undo_merge
from contacts.actions.merging_companies import merge_companies, undo_company_merge
from contacts.custom import facts_of, write_facts
from contacts.merge_choices import OF_COMPANIES
from contacts.models import Company, CompanyMerge, Contact, CustomOption, CustomValue, Employment, Fact, Relation, Tag
from contacts.models.custom import Subject
from contacts.tagging import set_tags
from staff.models import AuditEntry, Draft, Share
from tests.factories.contacts import make_company, make_contact, make_custom_field, make_fact, make_relation
from tests.factories.staff import make_draft

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TOLD = ("version", "updated_at")
TABLES = (Company, Contact, Employment, Relation, Fact, CustomValue, Share, Draft, Company.tags.through)


@pytest.fixture
def globex(alice):
    return make_company("Globex", owner=alice, country="CZ", city="Praha", website="https://globex.example")


@pytest.fixture
def twin(alice):
    """The same one, typed in a second time."""
    return make_company("Глобекс ООО", owner=alice, industry="energy", external_id="G-7", city="Прага")


def merged(by, survivor, other, **fields):
    return merge_companies(by=by, survivor=survivor, merged=other, now=NOW, **fields)


def snapshot():
    """All that there is, but for what counts changes."""
    return {
        table._meta.label: [
            {name: value for name, value in row.items() if name not in TOLD}
            for row in table._default_manager.order_by("pk").values()
        ]
        for table in TABLES
    }


def own_fields(*records):
    """One own field of each way of being kept, with another fact of each record in each."""
    text, many = make_custom_field("company", "text"), make_custom_field("company", "choices", options=("A", "B", "C"))
    options = list(CustomOption.objects.filter(field=many).order_by("pk").values_list("pk", flat=True))
    for number, record in enumerate(records):
        write_facts(record, {text.pk: f"Text {number}", many.pk: options[number : number + 2]}, [text, many])
    return text, many, options


def filled(alice, globex, twin):
    """Something of each kind at both."""
    for number, company in enumerate((globex, twin)):
        person = make_contact(f"Person {number}", owner=alice, company=company)
        Employment.objects.create(contact=person, company=company, until=date(2020, 1, 1))
        make_relation(person, company)
        make_fact(company, f"Fact {number}")
        set_tags(company, ["both", f"tag {number}"], by=alice, now=NOW)
        make_draft(alice, "contacts:company_fact_create", company, text=f"Draft {number}")
    return own_fields(globex, twin)


def test_the_survivor_takes_along_what_is_theirs(alice, globex, twin):
    filled(alice, globex, twin)
    merge = merged(alice, globex, twin)
    globex.refresh_from_db()
    twin.refresh_from_db()
    for rows in (globex.people, globex.jobs, globex.relations, globex.facts):
        assert rows.count() == 2
    assert sorted(globex.tags.values_list("name", flat=True)) == ["both", "tag 0", "tag 1"]
    assert (globex.name, globex.industry, globex.external_id, globex.city) == ("Globex", "energy", "G-7", "Praha")
    assert (twin.merged_into, twin.deleted_at, globex.version) == (globex, NOW, 2)
    assert (merge.survivor, merge.merged, merge.by) == (globex, twin, alice)


def test_the_merged_one_is_seen_nowhere(alice, globex, twin):
    merged(alice, globex, twin)
    assert list(Company.objects.visible_to(alice)) == list(Company.objects.alive()) == [globex]
    assert list(Company.objects.in_bin()) == []


def test_each_choice_can_go_either_way(alice, globex, twin):
    merged(alice, globex, twin, chosen=dict.fromkeys(OF_COMPANIES, "merged"))
    globex.refresh_from_db()
    values = (globex.name, globex.website, globex.country, globex.city, globex.name_key, globex.site_key)
    assert values == ("Глобекс ООО", "", "", "Прага", "globeks", "")


def test_own_fields_are_chosen_too(alice, globex, twin):
    text, many, options = own_fields(globex, twin)
    merged(alice, globex, twin, chosen={text.input_name: "merged", many.input_name: "merged"})
    assert facts_of(globex) == {text.pk: "Text 1", many.pk: options[1:]}


def test_of_own_fields_nobody_chose_several_choices_are_joined(alice, globex, twin):
    text, many, options = own_fields(globex, twin)
    merged(alice, globex, twin)
    assert facts_of(globex) == {text.pk: "Text 0", many.pk: options}


@pytest.mark.parametrize("side", ["survivor", "merged", "both", ""])
def test_undoing_gives_back_exactly(alice, globex, twin, side):
    text, many, _options = filled(alice, globex, twin)
    before = snapshot()
    names = [*OF_COMPANIES, text.input_name, many.input_name]
    merge = merged(alice, globex, twin, chosen=dict.fromkeys(names, side) if side else None)
    assert snapshot() != before
    undo_company_merge(by=alice, merge=merge, now=LATER)
    assert snapshot() == before
    assert [company.version for company in Company.objects.order_by("pk")] == [3, 3]


def test_what_came_in_since_stays(alice, globex, twin):
    text, many, options = filled(alice, globex, twin)
    merge = merged(alice, globex, twin, chosen={text.input_name: "merged", many.input_name: "merged"})
    globex.refresh_from_db()
    newcomer = make_contact("New", owner=alice, company=globex)
    make_relation(newcomer, globex)
    make_fact(globex, "New fact")
    changed = {"fields": {"city": "Brno"}, "tags": ["both", "tag 0", "tag 1", "new"]}
    update_company(by=alice, company=globex, now=NOW, custom={text.pk: "New", many.pk: options[:1]}, **changed)
    undo_company_merge(by=alice, merge=merge, now=LATER)
    globex.refresh_from_db()
    twin.refresh_from_db()
    assert sorted(person.full_name for person in globex.people.all()) == ["New", "Person 0"]
    assert [rows.count() for rows in (globex.relations, globex.facts, twin.relations, twin.facts)] == [2, 2, 1, 1]
    assert (globex.city, twin.city) == ("Brno", "Прага")
    assert facts_of(globex) == {text.pk: "New", many.pk: options[:1]}
    assert facts_of(twin)[text.pk] == "Text 1"
    tags = [sorted(company.tags.values_list("name", flat=True)) for company in (globex, twin)]
    assert tags == [["both", "new", "tag 0"], ["both", "tag 1"]]


def test_who_moved_on_since_stays_where_they_are(alice, globex, twin):
    person = make_contact("Mover", owner=alice, company=twin)
    merge = merged(alice, globex, twin)
    Contact.objects.filter(pk=person.pk).update(company=make_company("Third", owner=alice))
    undo_company_merge(by=alice, merge=merge, now=LATER)
    person.refresh_from_db()
    assert person.company.name == "Third"


def test_people_in_the_bin_go_along(alice, globex, twin):
    person = make_contact("Binned", owner=alice, company=twin, deleted_at=NOW)
    merged(alice, globex, twin)
    person.refresh_from_db()
    assert person.company == globex


def test_what_somebody_is_to_both_is_said_once(alice, globex, twin):
    person = make_contact("Adviser", owner=alice)
    first = make_relation(person, globex)
    make_relation(person, twin, kind=first.kind)
    before = snapshot()
    merge = merged(alice, globex, twin)
    assert list(globex.relations.all()) == [first]
    undo_company_merge(by=alice, merge=merge, now=LATER)
    assert snapshot() == before


def test_shares_and_drafts_go_along(alice, charlie, bob, globex, twin):
    for user, company in ((charlie, globex), (charlie, twin), (bob, twin)):
        about = {"subject_type": Company._meta.label, "subject_id": company.pk}
        Share.objects.create(user=user, by=alice, until=LATER, created_at=NOW, **about)
    edit = make_draft(alice, "contacts:company_edit", twin, name="Typed")
    lost = make_draft(alice, "contacts:company_fact_create", twin, text="Typed")
    merge = merged(alice, globex, twin)
    lent = Share.objects.about(globex).order_by("pk").values_list("user", flat=True)
    assert list(lent) == [charlie.pk, bob.pk]
    edit.refresh_from_db()
    lost.refresh_from_db()
    assert (edit.subject_id, lost.subject_id) == (twin.pk, globex.pk)
    undo_company_merge(by=alice, merge=merge, now=LATER)
    assert Share.objects.about(twin).count() == 2


def test_both_have_to_be_ones_own(alice, charlie, globex):
    foreign = make_company("Globex", owner=charlie)
    for one, other in ((globex, foreign), (foreign, globex)):
        with pytest.raises(PermissionDenied):
            merged(alice, one, other)
    assert not CompanyMerge.objects.exists()


def test_who_reads_only_neither_merges_nor_undoes(alice, bob, marketer, globex, twin):
    for reader in (bob, marketer):
        with pytest.raises(PermissionDenied):
            merged(reader, globex, twin)
    merge = merged(alice, globex, twin)
    for reader in (bob, marketer):
        with pytest.raises(PermissionDenied):
            undo_company_merge(by=reader, merge=merge, now=LATER)
    twin.refresh_from_db()
    assert twin.merged_into == globex


def test_twice_is_once(alice, globex, twin):
    assert merged(alice, globex, twin) == merged(alice, globex, twin)
    merge = CompanyMerge.objects.get()
    undone = [undo_company_merge(by=alice, merge=merge, now=LATER).undone_at for _time in range(2)]
    assert undone == [LATER, LATER]


def test_what_cannot_be_merged_says_why(alice, globex, twin):
    third = make_company("Third", owner=alice)
    with pytest.raises(ValidationError, match="Choose two different companies"):
        merged(alice, globex, globex)
    with pytest.raises(ValidationError, match="Somebody changed one of them meanwhile"):
        merged(alice, globex, twin, seen=(1, 7))
    merged(alice, globex, twin)
    with pytest.raises(ValidationError, match="Глобекс ООО has become part of Globex meanwhile"):
        merged(alice, third, twin)
    Company.objects.filter(pk=third.pk).update(deleted_at=NOW)
    with pytest.raises(ValidationError, match="Third is in the bin"):
        merged(alice, globex, third)


def test_only_the_newest_can_be_undone(alice, globex, twin):
    third = make_company("Third", owner=alice)
    person = make_contact("Person", owner=alice, company=twin)
    before = snapshot()
    first, second = merged(alice, globex, twin), merged(alice, third, globex)
    person.refresh_from_db()
    assert person.company == third
    with pytest.raises(ValidationError, match="Undo that of Globex into Third first"):
        undo_company_merge(by=alice, merge=first, now=LATER)
    for merge in (second, first):
        undo_company_merge(by=alice, merge=merge, now=LATER)
    assert snapshot() == before


def test_a_survivor_in_the_bin_is_not_taken_apart(alice, globex, twin):
    merge = merged(alice, globex, twin)
    Company.objects.filter(pk=globex.pk).update(deleted_at=NOW)
    with pytest.raises(ValidationError, match="Globex is in the bin"):
        undo_company_merge(by=alice, merge=merge, now=LATER)


def test_the_trail_tells_it_of_both(alice, globex, twin):
    merge = merged(alice, globex, twin)
    undo_company_merge(by=alice, merge=merge, now=LATER)
    entries = AuditEntry.objects.filter(subject_type=Company._meta.label, action__startswith="contacts.")
    told = [(entry.action, entry.subject_id, entry.actor_id) for entry in entries.order_by("at", "pk")]
    verbs = ["merge", "merged", "unmerge", "unmerge"]
    whose = [globex.pk, twin.pk, globex.pk, twin.pk]
    assert told == [(f"contacts.{verb}", pk, alice.pk) for verb, pk in zip(verbs, whose, strict=True)]
    assert entries.earliest("pk").detail == {"merge": merge.pk, "fields": ["external_id", "industry"]}


def test_the_old_address_leads_on(alice, charlie, globex, twin):
    merged(alice, globex, twin)
    address = reverse("contacts:company_detail", args=[twin.pk])
    assert (out_of_sight(alice, [address]), out_of_sight(charlie, [address])) == (set(), {address})


def test_what_was_written_at_that_very_moment_comes_along(alice, globex, twin):
    third = make_company("Third", owner=alice)
    merge = merged(alice, globex, twin)
    merged(alice, third, globex)
    stray = make_contact("Stray", owner=alice, company=twin)
    fact = make_fact(twin, "Stray fact", created_at=NOW + timedelta(seconds=1))
    assert settle_merges(now=LATER) == {"merges": 1}
    assert settle_merges(now=LATER) == {"merges": 0}
    stray.refresh_from_db()
    fact.refresh_from_db()
    assert (stray.company, fact.company) == (third, third)
    undo_company_merge(by=alice, merge=CompanyMerge.objects.get(survivor=third), now=LATER)
    undo_company_merge(by=alice, merge=merge, now=LATER)
    stray.refresh_from_db()
    assert stray.company == twin


def test_what_was_ended_at_the_survivor_is_not_said_again(alice, globex, twin):
    person = make_contact("Adviser", owner=alice)
    first = make_relation(person, globex)
    make_relation(person, twin, kind=first.kind, created_at=NOW - timedelta(days=9))
    merged(alice, globex, twin)
    first.delete()
    settle_merges(now=LATER)
    assert list(globex.relations.all()) == []


def test_a_merge_of_people_is_undone_across_one_of_companies(alice, globex, twin):
    """Whose company became part of another meanwhile is led on, and comes home when the companies are two again."""
    third = make_company("Third", owner=alice)
    one = make_contact("Eva One", owner=alice, company=third)
    other = make_contact("Eva Two", owner=alice, company=twin)
    make_relation(other, twin)
    before = snapshot()
    people = merge_contacts(by=alice, survivor=one, merged=other, chosen={"company": "merged"}, now=NOW)
    companies = merged(alice, globex, twin)
    undo_merge(by=alice, merge=people, now=LATER)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.company, other.company) == (third, globex)
    undo_company_merge(by=alice, merge=companies, now=LATER)
    assert snapshot() == before


def test_who_comes_back_to_a_company_that_is_gone_is_led_on(alice, globex, twin):
    one, other = (make_contact(f"Eva {n}", owner=alice, company=company) for n, company in ((1, twin), (2, None)))
    third = make_company("Third", owner=alice)
    Contact.objects.filter(pk=other.pk).update(company=third)
    other.refresh_from_db()
    before = snapshot()
    people = merge_contacts(by=alice, survivor=one, merged=other, chosen={"company": "merged"}, now=NOW)
    companies = merged(alice, globex, twin)
    undo_merge(by=alice, merge=people, now=LATER)
    one.refresh_from_db()
    assert one.company == globex
    undo_company_merge(by=alice, merge=companies, now=LATER)
    assert snapshot() == before


def test_nobody_asks_for_an_own_field_of_people(alice, globex, twin):
    make_custom_field(Subject.CONTACT, "text")
    assert facts_of(globex) == {}
    assert Tag.objects.count() == 0
