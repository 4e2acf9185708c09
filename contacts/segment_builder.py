"""The page on which a segment is put together: groups and conditions as lines of a form, without any script.

Each line names itself as `number/number of its group/code` (a group has no code). A button adds or removes a line and
asks for the page again; nothing is stored before it is saved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property

from contacts.comparing import LONGEST_TEXT, MOST_CHOICES, WITH
from contacts.rules import DEEPEST, MODES, Rules, clean_condition, clean_rules, mode_of
from contacts.segments import Condition, UnknownCondition, conditions, find
from crm.text import storable
from staff.models import User
from staff.policy import may

MOST_LINES = 80
TOP = 0


@dataclass
class Line:
    """One group or one condition; what was typed stands in it as it was typed."""

    number: int
    parent: int | None
    code: str = ""
    mode: str = "all"
    comparison: str = ""
    value: str = ""
    chosen: list[str] = field(default_factory=list)
    days: str = ""
    error: str = ""
    depth: int = 0
    members: list["Line"] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return not self.code

    @property
    def is_top(self) -> bool:
        return self.parent is None

    @property
    def may_nest(self) -> bool:
        return self.depth + 2 <= DEEPEST

    @property
    def name(self) -> str:
        return f"{self.number}/{'' if self.parent is None else self.parent}/{self.code}"

    @cached_property
    def condition(self) -> Condition | None:
        try:
            return find(self.code)
        except UnknownCondition:
            return None

    @property
    def comparisons(self) -> list[tuple[str, Any]]:
        return list(self.condition.kind.comparisons.items()) if self.condition else []

    @property
    def compared(self) -> str:
        """The comparison that is chosen, or the first one."""
        known = [code for code, _words in self.comparisons]
        return self.comparison if self.comparison in known else (known[0] if known else "")

    @property
    def wants(self) -> str:
        """With what it is compared: which field the page shows."""
        return WITH.get(self.compared, "nothing")

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        kind = self.condition.kind if self.condition else None
        offered = kind.choices() if kind and kind.choices else ()
        return [(str(code), words, str(code) in self.chosen) for code, words in offered]

    def rules(self) -> Rules:
        """The line as a rule, as it was typed."""
        if self.is_group:
            return {self.mode: [member.rules() for member in self.members]}
        value: Any = self.value
        if self.wants == "choices":
            value = self.chosen
        elif self.wants == "choices and days":
            value = {"of": self.chosen, "days": self.days}
        elif self.wants == "nothing":
            value = None
        return {"field": self.code, "is": self.compared, "value": value}


class Builder:
    """All lines of a segment that is being put together; the first is the group around all others."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = {line.number: line for line in lines}
        self.error = ""
        self._arrange()

    @property
    def top(self) -> Line:
        return self.lines[TOP]

    def _arrange(self) -> None:
        """Give each group its members, and drop lines that stand in no group."""
        self.lines.setdefault(TOP, Line(TOP, None))
        for line in self.lines.values():
            line.members = []
        kept = {TOP: self.top}
        for number, line in sorted(self.lines.items()):
            group = kept.get(line.parent) if line.parent is not None else None
            # A group stands before its members, so that nothing turns in a circle.
            if number == TOP or group is None or not group.is_group:
                continue
            line.depth = group.depth + 1
            group.members.append(line)
            kept[number] = line
        self.lines = kept

    def do(self, what: str) -> None:
        """Add or remove a line, as the button said: "add-3/country", "group-3", "remove-7"."""
        verb, _dash, rest = what.partition("-")
        place, _slash, code = rest.partition("/")
        if not (place.isascii() and place.isdecimal() and len(place) < 6) or int(place) not in self.lines:
            return
        line = self.lines[int(place)]
        if verb == "remove" and not line.is_top:
            del self.lines[line.number]
        elif verb == "add" and line.is_group and code in {one.code for one in conditions()}:
            self._add(line, code)
        elif verb == "group" and line.is_group and line.may_nest:
            self._add(line, "")
        self._arrange()

    def _add(self, group: Line, code: str) -> None:
        if len(self.lines) < MOST_LINES:
            number = max(self.lines) + 1
            self.lines[number] = Line(number, group.number, code, mode="all" if code else "any")

    def checked(self) -> Rules | None:
        """The rules where all is right; else None, and each line that is not says why."""
        for line in self.lines.values():
            if not line.is_group:
                line.error = _error_of(lambda line=line: clean_condition(line.rules()))
        if any(line.error for line in self.lines.values()):
            return None
        self.error = _error_of(lambda: clean_rules(self.top.rules()))
        return None if self.error else clean_rules(self.top.rules())


def _error_of(check: Any) -> str:
    try:
        check()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def from_rules(rules: Rules) -> Builder:
    """The lines of a stored segment."""
    return Builder(list(_lines(rules, None, iter(range(MOST_LINES * 4)))))


def _lines(node: Rules, parent: int | None, numbers: Iterator[int]) -> Iterator[Line]:
    number, mode = next(numbers), mode_of(node)
    if mode is not None:
        yield Line(number, parent, mode=mode)
        for member in node[mode]:
            yield from _lines(member, number, numbers)
        return
    value = node.get("value")
    line = Line(number, parent, node["field"], comparison=node["is"])
    if isinstance(value, list):
        line.chosen = value
    elif isinstance(value, dict):
        line.chosen, line.days = value["of"], str(value["days"])
    elif value is not None:
        line.value = str(value)
    yield line


def from_post(data: QueryDict) -> Builder:
    """The lines that a browser sent; what is no line is left out."""
    lines = (_read(data, name) for name in data.getlist("line")[:MOST_LINES])
    return Builder([line for line in lines if line is not None])


def _read(data: QueryDict, name: str) -> Line | None:
    number, _slash, rest = storable(name, 100).partition("/")
    parent, _slash, code = rest.partition("/")
    if not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in (number, parent or "0")):
        return None
    mode = data.get(f"mode-{number}", "all")
    return Line(
        number=int(number),
        parent=int(parent) if parent else None,
        code=code,
        mode=mode if mode in MODES else "all",
        comparison=storable(data.get(f"is-{number}", ""), 20),
        # One more than fits, so that it is refused and not cut.
        value=storable(data.get(f"value-{number}", ""), LONGEST_TEXT + 1),
        chosen=[storable(one, LONGEST_TEXT) for one in data.getlist(f"chosen-{number}")[: MOST_CHOICES + 1]],
        days=storable(data.get(f"days-{number}", ""), 20),
    )


def offered(user: User) -> list[tuple[str, list[Condition]]]:
    """What the user may ask for, under its headings."""
    groups: dict[str, list[Condition]] = {}
    for condition in conditions():
        if may(user, condition.asks):
            groups.setdefault(str(condition.heading), []).append(condition)
    return list(groups.items())
