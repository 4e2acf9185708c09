"""The brake on what leaves as a file: which exports there are, and when a second person agrees first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from staff import approvals
from staff.models import Approval, Organisation, Outcome, User

# So many rows are a list; more are the house's data, and leave only after a proof of who takes them.
FREE_ROWS = 1000
EXPORT_APPROVAL = "staff.export"
# How long an agreement may be used, once.
USABLE_FOR = timedelta(hours=24)
# Between the question and the file rows are added, and each look at the audit trail is one of them.
MAY_GROW_BY = 0.1


@dataclass(frozen=True)
class ExportKind:
    """A file that may be exported: what it is called, and for whom a second person agrees.

    `filter_in_words` says for a person what was filtered by: pairs of a label and a value.
    """

    title: str | Promise
    needs_second_person: Callable[[User], bool]
    filter_in_words: Callable[[dict[str, list[str]]], list[tuple[str, str]]] | None = None


_KINDS: dict[str, ExportKind] = {}


def register(route: str, kind: ExportKind) -> None:
    """Make the export behind a route known; called in AppConfig.ready(). ValueError for a route that is taken."""
    if _KINDS.get(route, kind) != kind:
        raise ValueError(f"The export “{route}” is registered twice.")
    _KINDS[route] = kind


@dataclass(frozen=True)
class Export:
    """Exactly one export: the route with its numbers, the filter, and how many rows that is now."""

    route: str
    args: dict[str, Any]
    filter: dict[str, list[str]]
    rows: int

    @property
    def is_large(self) -> bool:
        return self.rows > FREE_ROWS

    @property
    def title(self) -> str:
        return str(_KINDS[self.route].title)

    @property
    def address(self) -> str:
        query = QueryDict(mutable=True)
        for name, values in self.filter.items():
            query.setlist(name, values)
        return reverse(self.route, kwargs=self.args) + (f"?{query.urlencode()}" if self.filter else "")

    @property
    def payload(self) -> dict[str, Any]:
        return {"route": self.route, "args": self.args, "filter": self.filter, "rows": self.rows}

    def is_what_was_asked(self, payload: dict[str, Any]) -> bool:
        """The same file with the same filter, and hardly more rows than the second person read."""
        is_same = {**payload, "rows": 0} == {**self.payload, "rows": 0}
        return is_same and self.rows <= payload["rows"] * (1 + MAY_GROW_BY)


def export_of(request: HttpRequest, *, rows: int) -> Export:
    match = request.resolver_match
    assert match is not None
    said = {name: [value for value in values if value] for name, values in sorted(request.GET.lists())}
    args = dict(match.kwargs)
    return Export(match.view_name, args, {name: values for name, values in said.items() if values}, rows)


def needs_second_person(export: Export, user: User) -> bool:
    """Whether somebody else agrees first; where nobody could, one person alone is not locked out."""
    if not export.is_large or not Organisation.current().needs_second_person:
        return False
    if not _KINDS[export.route].needs_second_person(user):
        return False
    asked = Approval(kind=EXPORT_APPROVAL, subject_id=user.pk, asked_by=user, payload=export.payload)
    return bool(approvals.deciders(asked))


def agreement_for(export: Export, user: User, *, now: datetime) -> Approval | None:
    """The agreement that this user may still use for exactly this export."""
    agreed = _asked_by(user).filter(outcome=Outcome.APPROVED, used_at__isnull=True, decided_at__gt=now - USABLE_FOR)
    return _first_for(export, agreed)


def question_about(export: Export, user: User, *, now: datetime) -> Approval | None:
    """The question about exactly this export that nobody has answered yet."""
    return _first_for(export, _asked_by(user).waiting(now))


def _asked_by(user: User) -> Any:
    asked: Any = Approval.objects.filter(kind=EXPORT_APPROVAL, asked_by=user)
    return asked.select_related("decided_by").newest_first()


def _first_for(export: Export, asked: Any) -> Approval | None:
    rows: list[Approval] = list(asked)
    return next((row for row in rows if row.is_intact and export.is_what_was_asked(row.payload)), None)


# --- the second person's part ----------------------------------------------------------------------
def words_for_export(approval: Approval) -> str:
    payload = approval.payload
    kind = _KINDS.get(payload["route"])
    rows = number_format(payload["rows"], use_l10n=True, force_grouping=True)
    sentence = _("%(name)s wants to export %(rows)s rows: %(title)s.")
    words = sentence % {"name": approval.asked_by.full_name, "title": kind.title if kind else "", "rows": rows}
    return f"{words} {_filter_in_words(kind, payload)}".strip()


def _filter_in_words(kind: ExportKind | None, payload: dict[str, Any]) -> str:
    if not payload["filter"]:
        return _("Nothing is filtered out.") if kind and kind.filter_in_words else ""
    plain = [(name, ", ".join(values)) for name, values in payload["filter"].items()]
    said = kind.filter_in_words(payload["filter"]) if kind and kind.filter_in_words else plain
    return _("Filter: %(filter)s.") % {"filter": "; ".join(f"{name}: {value}" for name, value in said)}


def address_of(approval: Approval, now: datetime) -> str:
    """Where whoever asked fetches the file, while they may."""
    is_open = approval.outcome == Outcome.APPROVED and approval.used_at is None
    if not is_open or approval.decided_at is None or now >= approval.decided_at + USABLE_FOR:
        return ""
    payload = approval.payload
    return Export(payload["route"], payload["args"], payload["filter"], payload["rows"]).address
