"""The rules of a segment: groups of conditions, nested, as they stand in JSON.

A group is `{"all": […]}`, `{"any": […]}` or `{"none": […]}` (not any), a condition is
`{"field": code, "is": comparison, "value": …}`. Whatever anybody wrote is checked by `clean_rules` before it is stored.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.segments import Condition, UnknownCondition, find, read_once
from staff.policy import Action

MODES = {"all": _("all of these"), "any": _("at least one of these"), "none": _("none of these")}
DEEPEST = 5
MOST_CONDITIONS = 40
MOST_GROUPS = 20

# Stands where somebody was named who is erased: nobody meets such a condition.
NAMELESS = "—"

Rules = dict[str, Any]


@read_once()
def clean_rules(rules: Any) -> Rules:
    """The rules as they are stored. ValidationError, with a sentence, for what is none or is too much of it."""
    cleaned = _clean(rules, DEEPEST)
    if len(list(leaves(cleaned))) > MOST_CONDITIONS:
        raise ValidationError(_("A segment has at most %(most)s conditions."), params={"most": MOST_CONDITIONS})
    if mode_of(cleaned) is None:
        return {"all": [cleaned]}
    return cleaned


def _clean(node: Any, depth: int) -> Rules:
    if not isinstance(node, dict):
        raise ValidationError(_("This is no rule of a segment."), code="shape")
    mode = mode_of(node)
    if mode is None:
        return clean_condition(node)
    if depth == 0:
        raise ValidationError(_("The groups are nested too deeply."), code="deep")
    members = node[mode]
    if len(node) != 1 or not isinstance(members, list):
        raise ValidationError(_("This is no rule of a segment."), code="shape")
    if not members:
        raise ValidationError(_("A group needs a condition."), code="empty")
    if len(members) > MOST_CONDITIONS:
        raise ValidationError(_("A segment has at most %(most)s conditions."), params={"most": MOST_CONDITIONS})
    return {mode: [_clean(member, depth - 1) for member in members]}


def clean_condition(node: Rules) -> Rules:
    """One condition as it is stored."""
    if set(node) - {"field", "is", "value"}:
        raise ValidationError(_("This is no rule of a segment."), code="shape")
    try:
        condition = find(node.get("field"))
    except UnknownCondition as error:
        raise ValidationError(_("Nobody here knows the fact that a condition asks for."), code="unknown") from error
    value = condition.kind.clean(node.get("is"), node.get("value"))
    stored = {"field": condition.code, "is": node["is"]}
    return stored if value is None else {**stored, "value": value}


def mode_of(node: Rules) -> str | None:
    """The mode of a group; None for a condition."""
    return next((mode for mode in MODES if mode in node), None)


def leaves(node: Rules) -> Iterator[Rules]:
    mode = mode_of(node)
    if mode is None:
        yield node
        return
    for member in node[mode]:
        yield from leaves(member)


def matching(rules: Rules, now: datetime) -> Q:
    """The condition on contacts. UnknownCondition where a room is gone that a condition asked."""
    mode = mode_of(rules)
    if mode is None:
        condition = find(rules["field"])
        if rules.get("value") == NAMELESS:
            return Q(pk__in=[])
        return condition.where(rules["is"], rules.get("value"), now)
    parts = [matching(member, now) for member in rules[mode]]
    found = parts[0]
    for part in parts[1:]:
        found = found & part if mode == "all" else found | part
    return ~found if mode == "none" else found


def parted(rules: Rules, fields: Collection[str]) -> tuple[list[Rules], list[Rules]]:
    """Whatever each member meets: the conditions that ask for one of these fields, and all else."""
    needed = rules["all"] if mode_of(rules) == "all" else [rules]
    asking = [one for one in needed if one.get("field") in fields]
    return asking, [one for one in needed if one not in asking]


def asked_by(rules: Rules) -> frozenset[Action]:
    """What somebody must be allowed to see of a contact before they may know whether it belongs here."""
    return frozenset(find(leaf["field"]).asks for leaf in leaves(rules))


def asked_of_companies(rules: Rules) -> frozenset[Action]:
    """The same of a contact's company, where a fact is the company's."""
    asked = (find(leaf["field"]).company_asks for leaf in leaves(rules))
    return frozenset(action for action in asked if action)


def in_words(rules: Rules) -> dict[str, Any]:
    """For a page: a group as {mode, members}, a condition as {label, comparison, value}."""
    mode = mode_of(rules)
    if mode is not None:
        return {"mode": MODES[mode], "members": [in_words(member) for member in rules[mode]]}
    try:
        condition = find(rules["field"])
    except UnknownCondition:
        return {"label": _("A fact that nobody knows any more"), "comparison": "", "value": ""}
    return _words_of(condition, rules)


def _words_of(condition: Condition, rules: Rules) -> dict[str, Any]:
    comparison = rules["is"]
    words = condition.kind.comparisons.get(comparison, comparison)
    value = condition.kind.words_for(comparison, rules.get("value"))
    return {"label": condition.label, "comparison": words, "value": value}
