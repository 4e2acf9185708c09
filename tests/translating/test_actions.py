"""Who may translate what, by whose leave an engine does, and what becomes of translations."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contacts.actions.consent import record_consent
from contacts.actions.contacts import put_in_bin
from contacts.actions.erasing import erase_contact
from contacts.actions.importing import import_contacts
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.consent import may_process
from contacts.models import Basis, ConsentState, Contact, Processing
from staff.models import AuditEntry, Role
from tests.factories.contacts import add_consent, make_contact
from tests.factories.staff import make_user
from tests.factories.translating import CODE, agree, make_translation, permit_engine
from tests.translating import mill as machine
from tests.translating.conftest import CZECH
from translating import actions
from translating.access import Original, original_for
from translating.beside import newest_of
from translating.engines import EngineError
from translating.models import EnginePermission, Translation
from translating.offers import offer_of, offers_for

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture
def original(alice, entry) -> Original:
    return original_for(alice, "translating:entry", entry.pk)


def ask(by, original, **fields):
    return actions.translate_by_engine(by=by, original=original, provider=CODE, language="en", **fields)


def reasons(contact):
    return [str(offer.reason) for offer in offers_for(contact, NOW)]


def audited(action):
    return list(AuditEntry.objects.filter(action=action).values_list("actor__full_name", "customer_id", "detail"))


# --- a colleague ----------------------------------------------------------------------------------
def test_a_translation_names_its_record_and_its_colleague_and_is_in_the_trail(alice, carol, original):
    (row,) = actions.translate(by=alice, original=original, language="en", texts={"summary": "Lamps?"}, now=NOW)
    assert (row.contact, row.subject_type, row.subject_id, row.field) == (
        carol,
        "interactions.Interaction",
        original.pk,
        "summary",
    )
    assert (row.by, row.engine, row.at, row.digest) == (alice, "", NOW, original.parts[0].digest)
    detail = {"language": "en", "texts": ["summary"], "provider": ""}
    assert audited("translating.translate") == [("Alice", carol.pk, detail)]


def test_who_may_not_log_may_not_translate(dpo, marketer, charlie, original):
    for user in (dpo, marketer, charlie):
        with pytest.raises(PermissionDenied):
            actions.translate(by=user, original=original, language="en", texts={"summary": "x"})
    assert not Translation.objects.exists()


def test_a_correction_leaves_the_earlier_one_as_history(alice, bob, original):
    for by, text in ((alice, "Lamps?"), (bob, "Luminaires?"), (bob, "Luminaires?")):
        actions.translate(by=by, original=original, language="en", texts={"summary": text})
    rows = Translation.objects.order_by("pk").values_list("by__full_name", "text")
    assert list(rows) == [("Alice", "Lamps?"), ("Bob", "Luminaires?")]


def test_what_is_no_text_of_the_record_is_not_kept(alice, original):
    assert actions.translate(by=alice, original=original, language="en", texts={"next_step": "x", "other": "y"}) == []


# --- an engine: the house -------------------------------------------------------------------------
def test_the_house_permits_an_engine_once_and_ends_it(dpo, mill):
    permission = actions.permit(by=dpo, provider=CODE, why="A contract", now=NOW)
    assert (permission.by, permission.why, permission.at) == (dpo, "A contract", NOW)
    with pytest.raises(ValidationError, match="permitted already"):
        actions.permit(by=dpo, provider=CODE, why="Again")
    assert actions.end_permission(by=dpo, provider=CODE, now=NOW + timedelta(days=1))
    assert not actions.end_permission(by=dpo, provider=CODE)
    assert [len(audited(f"translating.engine.{verb}")) for verb in ("permit", "end")] == [1, 1]
    actions.permit(by=dpo, provider=CODE, why="Once more")
    assert EnginePermission.objects.count() == 2


def test_an_administrator_permits_too_and_others_do_not(mill, alice, marketer, organisation):
    for user in (alice, marketer):
        with pytest.raises(PermissionDenied):
            actions.permit(by=user, provider=CODE, why="x")
        with pytest.raises(PermissionDenied):
            actions.end_permission(by=user, provider=CODE)
    assert actions.permit(by=make_user("Ada", Role.ADMINISTRATOR), provider=CODE, why="x")


def test_an_engine_that_the_settings_do_not_name_is_not_permitted(dpo, mill):
    with pytest.raises(ValidationError, match="no such engine"):
        actions.permit(by=dpo, provider="other", why="x")


def test_an_engine_whose_permission_ended_is_asked_no_more(alice, dpo, carol, original, open_mill):
    assert reasons(carol) == [""]
    actions.end_permission(by=dpo, provider=CODE)
    assert reasons(carol) == ["The house has not permitted it."]
    with pytest.raises(actions.NotOffered):
        ask(alice, original)


def test_a_permission_holds_for_the_program_that_it_was_given_for(alice, dpo, carol, original, mill, settings):
    agree(carol)
    assert actions.permit(by=dpo, provider=CODE, why="x", now=NOW).path == "tests.translating.mill.shout"
    assert audited("translating.engine.permit")[0][2]["path"] == "tests.translating.mill.shout"
    assert reasons(carol) == [""]
    settings.TRANSLATION_ENGINES = {CODE: "tests.translating.test_engines.choosy"}
    assert reasons(carol) == ["The house permitted it for another program or server."]
    with pytest.raises(actions.NotOffered):
        ask(alice, original)


def test_a_permission_of_libretranslate_holds_for_its_server(dpo, carol, settings):
    agree(carol)
    settings.TRANSLATION_ENGINES = {CODE: "translating.libretranslate.translate"}
    settings.LIBRETRANSLATE_URL = "https://user@translate.example:5000/path"
    permission = actions.permit(by=dpo, provider=CODE, why="x", now=NOW)
    assert permission.path == "translating.libretranslate.translate translate.example:5000"
    assert reasons(carol) == [""]
    settings.LIBRETRANSLATE_URL = "https://elsewhere.example"
    assert reasons(carol) == ["The house permitted it for another program or server."]


# --- an engine: the customer ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ConsentState.REFUSED, "The contact refused this purpose."),
        (ConsentState.WITHDRAWN, "The contact withdrew the consent."),
        (ConsentState.OBJECTED, "The contact objected to this purpose."),
        (ConsentState.UNSAID, "No consent is recorded for this purpose."),
    ],
)
def test_a_withdrawal_holds_from_the_next_question_on(alice, carol, original, open_mill, state, reason):
    agree(carol, state=state, at=NOW - timedelta(days=1))
    assert reasons(carol) == [reason]
    with pytest.raises(actions.NotOffered, match=reason):
        ask(alice, original)
    assert not Translation.objects.exists()
    assert audited("translating.hand_over") == []


@pytest.mark.parametrize("basis", [Basis.CONTRACT, Basis.SOFT_OPT_IN])
def test_no_other_basis_stands_for_a_consent(carol, mill, basis):
    agreed = {"purpose": Processing.TRANSLATION, "channel": CODE, "state": "given", "source": "call"}
    record_consent(by=None, contact=carol, basis=basis, now=NOW, **agreed)
    assert not may_process(carol, Processing.TRANSLATION, CODE, NOW)


def test_a_consent_to_mails_or_to_another_engine_is_none(admin, carol, mill):
    permit_engine(admin)
    add_consent(carol, "service", "greetings", "feedback", "marketing")
    agree(carol, "other")
    assert reasons(carol) == ["No consent is recorded for this purpose."]


def test_nobody_who_is_imported_has_agreed(admin, alice, mill):
    permit_engine(admin)
    import_contacts(by=alice, data=b"Name,E-mail\nDana Nova,dana@customer.example\n", filename="people.csv")
    assert reasons(Contact.objects.get(full_name="Dana Nova")) == ["No consent is recorded for this purpose."]


def test_nothing_of_somebody_in_the_bin_goes_to_an_engine(alice, lead, carol, original, open_mill):
    put_in_bin(by=lead, row=carol)
    with pytest.raises((actions.NotOffered, PermissionDenied)):
        ask(alice, original)
    assert not Translation.objects.exists()


def test_a_word_taken_back_while_the_engine_is_at_work_holds_for_its_answer(
    alice, carol, original, open_mill, monkeypatch
):
    def run(*asked):
        asked[-1]()
        agree(carol, state=ConsentState.WITHDRAWN, at=datetime.now(UTC) - timedelta(seconds=1))
        return [("LAMPS", "Mill 1.0")]

    monkeypatch.setattr("translating.engines.run", run)
    with pytest.raises(actions.NotOffered, match="withdrew"):
        ask(alice, original)
    assert not Translation.objects.exists()
    assert len(audited("translating.hand_over")) == 1


def test_what_a_colleague_translates_while_the_engine_is_at_work_stays_theirs(
    alice, bob, original, open_mill, monkeypatch
):
    def run(*asked):
        actions.translate(by=bob, original=original, language="en", texts={"summary": "Lamps?"})
        return [("LAMPS", "Mill 1.0")]

    monkeypatch.setattr("translating.engines.run", run)
    ask(alice, original)
    assert list(Translation.objects.values_list("by__full_name", "text")) == [("Bob", "Lamps?")]


def test_a_second_press_while_the_engine_is_at_work_hands_nothing_over(alice, original, open_mill, monkeypatch):
    asked = []

    def run(*given):
        asked.append(given)
        with pytest.raises(actions.NotOffered, match="already"):
            ask(alice, original)
        return [("LAMPS", "Mill 1.0")]

    monkeypatch.setattr("translating.engines.run", run)
    ask(alice, original)
    assert len(asked) == 1
    ask(alice, original)
    assert len(asked) == 2


def test_an_engine_does_not_hide_what_a_colleague_wrote_of_the_same_words(alice, entry, original, open_mill):
    (theirs,) = actions.translate(by=alice, original=original, language="en", texts={"summary": "Lamps?"})
    ask(alice, original)
    assert newest_of(original.kind, [entry.pk]) == {(entry.pk, "summary"): {"en": theirs}}
    Translation.objects.filter(pk=theirs.pk).update(digest="of other words")
    assert newest_of(original.kind, [entry.pk])[entry.pk, "summary"]["en"].is_by_engine


def test_nothing_is_said_to_be_handed_over_while_the_engine_is_left_alone(alice, original, open_mill, settings):
    settings.TRANSLATION_ENGINES = {CODE: "tests.translating.test_engines.broken"}
    EnginePermission.objects.update(path=settings.TRANSLATION_ENGINES[CODE])
    for _number in range(3):
        with pytest.raises(EngineError):
            ask(alice, original)
    assert len(audited("translating.hand_over")) == 1


GONE = [
    lambda lead, dpo, carol: put_in_bin(by=lead, row=carol),
    lambda lead, dpo, carol: erase_contact(by=dpo, contact=carol, now=NOW),
    lambda lead, dpo, carol: merge_contacts(
        by=lead, survivor=make_contact("Karla", owner=carol.owner), merged=carol, now=NOW
    ),
]


@pytest.mark.parametrize("go", GONE, ids=["bin", "erased", "merged"])
def test_nothing_is_kept_of_somebody_who_is_gone_meanwhile(alice, lead, dpo, carol, original, open_mill, go):
    """The record was read before, so it still names the contact as they were."""
    go(lead, dpo, Contact.objects.get(pk=carol.pk))
    with pytest.raises(PermissionDenied):
        actions.translate(by=alice, original=original, language="en", texts={"summary": "Lamps?"})
    assert not Translation.objects.exists()


@pytest.mark.parametrize("go", GONE, ids=["bin", "erased", "merged"])
def test_no_answer_is_kept_of_somebody_who_went_while_the_engine_was_at_work(
    alice, lead, dpo, carol, original, open_mill, monkeypatch, go
):
    def run(*asked):
        go(lead, dpo, Contact.objects.get(pk=carol.pk))
        return [("LAMPS", "Mill 1.0")]

    monkeypatch.setattr("translating.engines.run", run)
    with pytest.raises(PermissionDenied):
        ask(alice, original)
    assert not Translation.objects.exists()


def test_who_was_shown_another_translation_is_told(alice, bob, original):
    (shown,) = actions.translate(by=alice, original=original, language="en", texts={"summary": "Lamps?"})
    said = {"original": original, "language": "en"}
    (newer,) = actions.translate(by=bob, texts={"summary": "Luminaires?"}, seen={"summary": shown.pk}, **said)
    for seen in ({"summary": shown.pk}, {}):
        with pytest.raises(actions.Overtaken):
            actions.translate(by=alice, texts={"summary": "Lights?"}, seen=seen, **said)
    actions.translate(by=alice, texts={"summary": "Lights?"}, seen={"summary": newer.pk}, **said)
    assert Translation.objects.first().text == "Lights?"


def test_an_answer_is_kept_with_its_engine_and_the_trail_says_what_was_handed_over(alice, carol, original, open_mill):
    assert ask(alice, original, original_language="cs") == []
    row = Translation.objects.get()
    said = machine.shout(CZECH, "cs", "en", [])
    assert (row.text, row.engine) == said
    assert (row.by, row.provider, row.original_language) == (None, CODE, "cs")
    detail = {"provider": CODE, "language": "en", "texts": ["summary"]}
    assert audited("translating.hand_over") == [("Alice", carol.pk, detail)]


def test_there_is_no_engine_unless_the_settings_name_one(carol, settings):
    settings.TRANSLATION_ENGINES = {}
    assert offers_for(carol, NOW) == []
    assert offer_of(CODE, carol, NOW).reason == "There is no such engine."


# --- merging and erasing --------------------------------------------------------------------------
def test_translations_go_along_with_a_merge_and_come_back(alice, carol, entry):
    row = make_translation(entry, by=alice)
    other = make_contact("Karla Novotná", owner=alice)
    merge = merge_contacts(by=alice, survivor=other, merged=carol, now=NOW)
    row.refresh_from_db()
    assert row.contact == other
    undo_merge(by=alice, merge=merge, now=NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert row.contact == carol


def test_the_words_of_an_erased_person_go_and_are_shown_nowhere(dpo, alice, carol, entry):
    dana = make_contact("Dana", owner=alice)
    kept = make_translation(entry, "Hers", by=alice, contact=dana)
    row = make_translation(entry, "Secret", by=alice)
    erase_contact(by=dpo, contact=carol, now=NOW)
    row.refresh_from_db()
    assert (row.text, row.digest, row.by) == ("", "", alice)
    assert list(Translation.objects.of("interactions.Interaction", [entry.pk])) == [kept]
