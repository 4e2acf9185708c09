"""The only way to what is known of a customer, and to whom they belong with, for a user."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.shortcuts import get_object_or_404

from contacts.access import OfGroup
from contacts.models import (
    Company,
    Contact,
    CustomerGoal,
    CustomValue,
    Employment,
    Fact,
    Footing,
    GoalStep,
    NeedQuestion,
    Relation,
    RelationKind,
)
from crm.sight import shown
from staff.models import User
from staff.policy import Action, can, may, register, scope
from staff.rows import House, Through


@dataclass(frozen=True)
class BothEnds:
    """Relations: theirs who see both whom they are between."""

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        if not may(user, action):
            return None
        people, companies = (scope(user, action, kind.objects.all()).values("pk") for kind in (Contact, Company))
        return Q(contact__in=people) & (Q(other__in=people) | Q(company__in=companies))

    def has(self, user: User, action: Action, row: Relation) -> bool:
        end = row.other or row.company
        return end is not None and can(user, action, row.contact) and can(user, action, end)


@dataclass(frozen=True)
class ToldFacts(OfGroup):
    """Facts as their group is seen; a private one by who wrote it and by who answers for everybody's data."""

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        seen = super().condition(user, action, model)
        if seen is None or may(user, Action.ERASE_CONTACTS):
            return seen
        return seen & (Q(is_private=False) | Q(created_by=user.pk))

    def has(self, user: User, action: Action, row: CustomValue | Fact) -> bool:
        is_private = isinstance(row, Fact) and row.is_private
        is_told = not is_private or row.created_by_id == user.pk or may(user, Action.ERASE_CONTACTS)  # type: ignore[union-attr]  # a fact
        return is_told and super().has(user, action, row)


register(Fact, ToldFacts("group"), view=Action.VIEW_CONTACTS)
register(CustomerGoal, Through("contact"), view=Action.VIEW_CONTACTS, change=Action.EDIT_CONTACTS)
register(GoalStep, Through("goal__contact"), view=Action.VIEW_CONTACTS)
register(Footing, Through("contact"), view=Action.VIEW_CONTACTS, change=Action.EDIT_CONTACTS)
register(Employment, Through("contact"), view=Action.VIEW_CONTACTS)
register(Relation, BothEnds(), view=Action.VIEW_CONTACTS)
for worded in (NeedQuestion, RelationKind):
    register(worded, House(), view=Action.USE, change=Action.CONFIGURE)


def fact_for(user: User, pk: int) -> Fact:
    """A fact of a visible record whose group of fields the user sees; else 404."""
    facts = Fact.objects.visible_to(user).select_related("contact", "company")
    fact: Fact = get_object_or_404(facts, pk=pk)
    shown(fact.record)
    return fact


def editable_fact_for(user: User, pk: int) -> Fact:
    """The fact that the user may mend or end; 403 for one that may only be seen."""
    fact = fact_for(user, pk)
    if not can(user, Action.EDIT_CONTACTS, fact.record):
        raise PermissionDenied
    return fact


def editable_goal_for(user: User, pk: int) -> CustomerGoal:
    """A goal of a visible customer; 403 where the user may only see it, else 404."""
    goals = CustomerGoal.objects.visible_to(user).select_related("contact")
    goal: CustomerGoal = get_object_or_404(goals, pk=pk)
    shown(goal.contact)
    if not can(user, Action.EDIT_CONTACTS, goal):
        raise PermissionDenied
    return goal


def removable_relation_for(user: User, pk: int) -> Relation:
    """A relation between two whom the user sees and may change one of; 403 where they may change neither."""
    relations = Relation.objects.visible_to(user).select_related("contact", "other", "company")
    relation: Relation = get_object_or_404(relations, pk=pk)
    shown(relation.contact)
    people = (relation.contact, relation.other)
    if not any(person is not None and can(user, Action.EDIT_CONTACTS, person) for person in people):
        raise PermissionDenied
    return relation
