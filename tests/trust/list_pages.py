"""The forms of lists: segments, saved views, changes of many, own fields; for test_hostile_text.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from contacts.forms_addressing import forms_in, languages_for
from contacts.models import (
    BulkRun,
    Contact,
    CultureFlag,
    CultureNote,
    CultureVersion,
    CustomerGoal,
    CustomField,
    Fact,
    NeedQuestion,
    Relation,
    RelationKind,
    Segment,
    StageChange,
)
from interactions.models import FollowUp
from staff.forms_addressing import WITH_OWN_LINE
from staff.models import Organisation, SavedView
from tests.factories.contacts import (
    make_custom_field,
    make_fact,
    make_goal,
    make_note,
    make_question,
    make_relation_kind,
    make_segment,
)
from tests.factories.staff import make_view
from tests.trust.filling import Case, newest


def meeting_page(world: Any) -> Case:
    data = {"contact": world.carol.pk, "minutes": 30, "buffer": 0, "start": "2027-01-05T10:00:00+00:00"}
    page = f"{reverse('interactions:meeting_finder')}?contact={world.carol.pk}"
    return Case(reverse("interactions:meeting_take"), data, newest(FollowUp), unread=("start",), page=page)


def segment_page(world: Any, url: str) -> Case:
    lines = {"line": ["0//", "1/0/stage"], "is-1": "any_of", "chosen-1": "awareness"}
    return Case(url, {"name": "Some", "do": "save", **lines}, newest(Segment), unread=("version",))


def view_page(world: Any) -> Case:
    return Case(f"{reverse('staff:view_create')}?for=contacts:contact_list", {"name": "Some"}, newest(SavedView))


def bulk_page(route: str) -> Callable[[Any], Case]:
    stored = {"tag": lambda: newest(BulkRun)().value}
    # The words of an exit are kept where somebody leaves.
    return lambda world: Case(
        f"{reverse(route)}?which=all", {"change": "tag", "tag": "VIP"}, stored=stored, unread=("reason",)
    )


def stage_page(world: Any) -> Case:
    again = (timezone.localdate() + timedelta(days=30)).isoformat()
    data = {"stage": "dissolution", "exit_reason": "other", "ended_by": "they", "win_back_on": again}
    return Case(
        reverse("contacts:stage_change", args=[world.carol.pk]),
        data,
        newest(StageChange),
        page=reverse("contacts:contact_stages", args=[world.carol.pk]),
    )


def field_page(world: Any, url: str) -> Case:
    data = {"subject": "contact", "kind": "text", "group": "basic", "position": "1", "label_en": "Own"}
    return Case(url, data, newest(CustomField), unread=("options",))


def fact_page(world: Any, url: str) -> Case:
    data = {"kind": "need", "text": "Some", "source": "told", "known_since": "2026-11-01", "group": "basic"}
    return Case(url, data, newest(Fact))


def note_page(world: Any, url: str) -> Case:
    """What is proposed stands in the newest version; links of no scheme that is opened are refused."""
    data = {"country": "CZ", "topic": "general", "kind": "fact", "confidence": "low", "valid_as_of": "2026-11-01"}
    proposed = {name: lambda name=name: newest(CultureVersion)().content[name] for name in CultureNote.CONTENT}
    words = {"text_en": "It is so.", "source": "A guide", "dissent_source": "Another guide"}
    stored = {**proposed, "reason": lambda: newest(CultureVersion)().reason}
    return Case(url, {**data, **words}, stored=stored, unread=("source_link", "dissent_link", "version"))


def flag_page(world: Any) -> Case:
    return Case(reverse("contacts:culture_flag", args=[make_note().pk]), {"reason": "Wrong"}, newest(CultureFlag))


def answer_page(world: Any) -> Case:
    flag = CultureFlag.objects.create(note=make_note(), reason="Wrong")
    stored = {"answer": lambda: CultureFlag.objects.get(pk=flag.pk).answer}
    return Case(reverse("contacts:culture_settle", args=[flag.pk]), {"answer": "Mended"}, stored=stored)


def question_page(world: Any, url: str) -> Case:
    return Case(url, {"kind": "need", "position": "1", "words_en": "Why?"}, newest(NeedQuestion))


def answers_page(world: Any) -> Case:
    question = make_question()
    stored = {f"answer_{question.pk}": lambda: getattr(newest(Fact)(), "text", "")}
    return Case(reverse("contacts:contact_questions", args=[world.carol.pk]), {}, stored=stored)


def relation_page(world: Any) -> Case:
    kind = make_relation_kind(between="company")
    url = reverse("contacts:relation_create", args=[world.carol.pk])
    return Case(f"{url}?end=company-{world.company.pk}", {"words": f"{kind.pk}f"}, newest(Relation))


def relation_kind_page(world: Any, url: str) -> Case:
    data = {"between": "people", "position": "1", "forward_en": "leads", "backward_en": "follows"}
    return Case(url, data, newest(RelationKind))


def goal_page(world: Any, url: str) -> Case:
    stored = {"steps": lambda: "\n".join(newest(CustomerGoal)().steps.values_list("words", flat=True))}
    return Case(url, {"words": "Grow", "state": "open"}, newest(CustomerGoal), stored)


def addressing_page(world: Any) -> Case:
    def form(column: str, language: str, kind: str) -> Callable[[], object]:
        return lambda: getattr(newest(Contact)(), column).get(language, {}).get(kind, "")

    forms = [one.form.split(".") for language in languages_for(world.carol) for one in forms_in(language)]
    stored = {"_".join(parts): form(*parts) for parts in forms}
    url = reverse("contacts:forms_of_address", args=[world.carol.pk])
    return Case(url, {"known_from": "told"}, newest(Contact), stored, unread=("version",))


def house_addressing_page(world: Any) -> Case:
    stored = {
        f"line_{code}": lambda code=code: Organisation.objects.get().greeting_lines.get(code, "")
        for code in WITH_OWN_LINE
    }
    return Case(reverse("staff:forms_of_address"), {}, newest(Organisation), stored)


LISTS: dict[str, Callable[[Any], Case]] = {
    "interactions:meeting_take": meeting_page,
    "contacts:forms_of_address": addressing_page,
    "contacts:segment_create": lambda world: segment_page(world, reverse("contacts:segment_create")),
    "contacts:segment_edit": lambda world: segment_page(
        world, reverse("contacts:segment_edit", args=[make_segment(world.alice, ("stage", "any_of", ["awareness"])).pk])
    ),
    "contacts:bulk_start": bulk_page("contacts:bulk_start"),
    "contacts:company_bulk": bulk_page("contacts:company_bulk"),
    "contacts:stage_change": stage_page,
    "contacts:culture_flag": flag_page,
    "contacts:contact_questions": answers_page,
    "contacts:relation_create": relation_page,
    "contacts:goal_create": lambda world: goal_page(world, reverse("contacts:goal_create", args=[world.carol.pk])),
    "contacts:goal_edit": lambda world: goal_page(
        world, reverse("contacts:goal_edit", args=[make_goal(world.carol).pk])
    ),
    "contacts:fact_create": lambda world: fact_page(world, reverse("contacts:fact_create", args=[world.carol.pk])),
    "contacts:company_fact_create": lambda world: fact_page(
        world, reverse("contacts:company_fact_create", args=[world.company.pk])
    ),
    "contacts:fact_edit": lambda world: fact_page(
        world, reverse("contacts:fact_edit", args=[make_fact(world.carol).pk])
    ),
    "staff:view_create": view_page,
    "staff:view_edit": lambda world: Case(
        reverse("staff:view_edit", args=[make_view(world.alice).pk]), {"name": "Some"}, newest(SavedView)
    ),
}
SETTINGS: dict[str, Callable[[Any], Case]] = {
    "contacts:relation_kind_create": lambda world: relation_kind_page(world, reverse("contacts:relation_kind_create")),
    "contacts:relation_kind_edit": lambda world: relation_kind_page(
        world, reverse("contacts:relation_kind_edit", args=[make_relation_kind().pk])
    ),
    "contacts:culture_create": lambda world: note_page(world, reverse("contacts:culture_create")),
    "contacts:culture_edit": lambda world: note_page(world, reverse("contacts:culture_edit", args=[make_note().pk])),
    "contacts:culture_settle": answer_page,
    "contacts:question_create": lambda world: question_page(world, reverse("contacts:question_create")),
    "contacts:question_edit": lambda world: question_page(
        world, reverse("contacts:question_edit", args=[make_question().pk])
    ),
    "contacts:custom_field_create": lambda world: field_page(world, reverse("contacts:custom_field_create")),
    "contacts:custom_field_edit": lambda world: field_page(
        world, reverse("contacts:custom_field_edit", args=[make_custom_field("contact", "text").pk])
    ),
}
