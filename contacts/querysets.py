"""Named sets of contacts and companies."""

import json
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import connections, models
from django.db.models import Exists, OuterRef, Q

from contacts.rules import Rules, asked_by, asked_of_companies
from crm.collation import collated
from crm.lookups import among
from crm.text import fold_short, phone_digits, search_tokens
from staff.models import User
from staff.policy import GROUP_ACTIONS, Action, may, reaches_as_far, scope

# Trigrams are of no use to a part of fewer letters, and who types two letters means how a name begins.
SHORTEST_PART = 3
# Up to MANY who have a word are read and named. Where at least one in MOST_OF of all has it, the first page is found
# sooner by walking down the list than by collecting everybody.
MANY = 1000
MOST_OF = 8
# In names alone nobody is counted twice or thrice, as in the sum of all ways to find somebody.
MOST_NAMED_OF = 20


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows with an owner and a team, that go through a bin."""

    sorted_by: str

    def in_order_for(self, language: str, *before: Any) -> Self:
        """As somebody who reads this language looks names up, among those whom the orderings before leave equal."""
        return self.order_by(*before, collated(self.sorted_by, language, self.db), "pk")

    def alive(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def in_bin(self) -> Self:
        return self.filter(deleted_at__isnull=False)

    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_CONTACTS, self)


class SegmentQuerySet(models.QuerySet[Any]):
    """Segments, which go through a bin too."""

    def alive(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def in_bin(self) -> Self:
        return self.filter(deleted_at__isnull=False)

    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_CONTACTS, self.alive())


class ContactQuerySet(OwnedQuerySet):
    sorted_by = "sort_name"

    def in_bin(self) -> Self:
        """Those who can come back from it: neither part of somebody else, nor erased."""
        return super().in_bin().filter(merged_into__isnull=True, erased_at__isnull=True)

    def counted(self) -> Self:
        """Those whom figures count: who is there, and who was erased, without a name."""
        erased = Q(erased_at__isnull=False, merged_into__isnull=True)
        return self.filter(Q(deleted_at__isnull=True) | erased)

    def with_need_known(self) -> Self:
        """Each with `is_need_known`: whether an open need is known that everybody reads who sees the contact.

        That there is a guarded one is not to be guessed.
        """
        needs = self.model._meta.get_field("facts").related_model.objects.open_needs().filter(group="basic")
        return self.annotate(is_need_known=Exists(needs.filter(contact=OuterRef("pk")).order_by()))

    def search(self, text: str, *, by: User) -> Self:
        """Contacts each of whose words is found in a name, the company's name, or what else the user sees of them:
        an address or number, an own field, an open need.

        A word of one or two letters is looked for where words begin, a longer one anywhere.
        """
        # As dialled at home: the trunk zero is no part of the number as it is kept.
        digits = phone_digits(text).lstrip("0")
        if len(digits) >= 5 and len(digits) * 2 >= len(text.strip()):
            return self.filter(pk__in=self._with_point(digits, by))
        tokens = search_tokens(text)
        if not tokens:
            return self.none()
        found, is_alone = self, len(tokens) == 1
        for token in tokens:
            employers, elsewhere = self._companies_with(token), self._elsewhere(token, by)
            # The condition asked of one row after the other.
            anywhere = reduce(or_, (Q(pk__in=rows) for rows in elsewhere), has_word(token) | Q(company__in=employers))
            # Where enough have it in their names, nobody needs to be collected to know that they are many.
            if is_alone and connections[self.db].vendor == "postgresql" and self._are_named_so(token):
                return found.filter(anywhere)
            named = self.model.objects.filter(has_word(token)).order_by().values("pk")
            # A union, as an OR over tables could use none of the indexes.
            employed = self.model.objects.filter(company__in=employers).order_by().values("pk")
            hits = named.union(employed, *elsewhere, all=True)
            few = [row["pk"] for row in hits[: MANY + 1]]
            if len(few) <= MANY:
                found = found.filter(pk__in=among(few))
            elif is_alone and self._are_most(hits):
                found = found.filter(anywhere)
            else:
                found = found.filter(pk__in=hits)
        return found

    def asked_by(self, user: User, rules: Rules) -> Self:
        """Those whom the user sees, and of whom they may know each fact that the rules ask for."""
        return self.visible_to(user).told_to(user, rules)

    def told_to(self, user: User, rules: Rules) -> Self:
        """Those of contacts whom the user sees of whom they may also know each fact that the rules ask for."""
        found = self
        for action in sorted(asked_by(rules) - {Action.VIEW_CONTACTS}):
            if not _sees_all(user, action):
                found = scope(user, action, found)
        companies = self.model._meta.get_field("company").related_model.objects
        for action in sorted(asked_of_companies(rules)):
            found = found.filter(Q(company__isnull=True) | Q(company__in=scope(user, action, companies.all())))
        return found

    def _are_named_so(self, token: str) -> bool:
        named = self.model.objects.filter(search_key__contains=token).order_by().values("pk")
        return len(token) >= SHORTEST_PART and self._are_most(named, MOST_NAMED_OF)

    def _are_most(self, hits: models.QuerySet[Any, Any], of: int = MOST_OF) -> bool:
        """Whether so many have a word that the first page is found sooner by walking down the list.

        PostgreSQL estimates it from its statistics, as counting takes as long as collecting. Who walks down the list
        for a word that is rare, or begins with one of the last letters, walks far: in doubt the hits are collected.
        """
        if connections[self.db].vendor != "postgresql":
            return True
        everyone = self.model.objects.order_by().values("pk")
        plan = json.loads(hits.union(everyone, all=True).explain(format="json"))[0]["Plan"]
        total = plan["Plans"][-1]["Plan Rows"]
        return bool((plan["Plan Rows"] - total) * of > total)

    def _companies_with(self, token: str) -> models.QuerySet[Any, Any]:
        return self.model._meta.get_field("company").related_model.objects.filter(has_word(token)).values("pk")

    def _elsewhere(self, token: str, by: User) -> list[models.QuerySet[Any, Any]]:
        facts = (self.model._meta.get_field(name).related_model.objects for name in ("custom_values", "facts"))
        return [self._with_point(token, by), *(rows.of_contacts_with(token, by) for rows in facts)]

    def _with_point(self, token: str, by: User) -> models.QuerySet[Any, Any]:
        points = details_seen(by, self.model._meta.get_field("points").related_model.objects.order_by())
        part = "contains" if len(token) >= SHORTEST_PART else "startswith"
        return points.filter(**{f"normalised__{part}": token}).values("contact_id")


def details_seen(user: User, points: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Those of the visible contacts' addresses and numbers that the user sees; mostly all, which needs no question."""
    if _sees_all(user, Action.VIEW_DETAILS):
        return points
    return scope(user, Action.VIEW_DETAILS, points)


class CustomValueQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_CONTACTS, self)

    def of_contacts_with(self, token: str, user: User) -> models.QuerySet[Any, Any]:
        """Ids of those visible contacts of whom a custom fact that the user sees holds the word."""
        part = "contains" if len(token) >= SHORTEST_PART else "startswith"
        seen = group_seen(user, self.model, "field__group")
        found = self.filter(seen, **{f"folded__{part}": token}, contact__isnull=False)
        return found.order_by().values("contact_id")


def group_seen(user: User, model: type[models.Model], group: str) -> Q:
    """Rows about a visible contact whose group of fields the user sees; `group` is the path to it."""
    seen = Q(**{f"{group}__in": [code for code, action in GROUP_ACTIONS.items() if _sees_all(user, action)]})
    for code, action in GROUP_ACTIONS.items():
        if may(user, action) and not _sees_all(user, action):
            contacts: Any = model._meta.get_field("contact").related_model
            # Asked of each that holds the word, as those are few; a list of all whom the user sees is long.
            theirs = scope(user, action, contacts.objects.filter(pk=OuterRef("contact")))
            seen |= Q(Exists(theirs), **{group: code})
    return seen


def _sees_all(user: User, action: Action) -> bool:
    """Whether the user has the action for every contact that they see."""
    return reaches_as_far(user, action, Action.VIEW_CONTACTS)


class CompanyQuerySet(OwnedQuerySet):
    sorted_by = "name"

    def in_bin(self) -> Self:
        """Those which can come back from it: not part of another."""
        return super().in_bin().filter(merged_into__isnull=True)

    def search(self, text: str) -> Self:
        found, tokens = self, search_tokens(text)
        if not tokens:
            return self.none()
        for token in tokens:
            found = found.filter(has_word(token))
        return found


def has_word(token: str) -> Q:
    """Whether a folded key holds the token: where a word begins if it is short, anywhere if it is longer."""
    short = fold_short(token)
    if len(token) >= SHORTEST_PART:
        return Q(search_key__contains=token) | Q(search_key2__contains=short)
    return (
        Q(search_key__startswith=token)
        | Q(search_key__contains=f" {token}")
        | Q(search_key2__startswith=short)
        | Q(search_key2__contains=f" {short}")
    )
