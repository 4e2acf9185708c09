"""Which pages are compared with which, and how a comparison is taken: turn and turn about, on a warm server."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from bench.client import Answer, Browser
from bench.servers import Server

WARM_UP = 4
DEEP_ROW = 50_000
PAGE_SIZE = 50
TYPICAL_ENTRIES = 33
PART_OF_A_SURNAME = "orak"
PART_OF_A_TALK = "lamp"
COUNTRY = "CZ"
DASHBOARD = "/metrics/"
CUSTOMERS = "/metrics/retention/customers/"
MY_DAY = "/"
# What the dashboard holds with figures, and what it holds while they are computed (again).
FIGURES, AWAITED = "metric-grid", 'aria-busy="true"'
FIGURES_WITHIN = 600  # seconds; on an idle machine a hundred thousand contacts take less than twenty

VISIBLE = """SELECT count(*) FROM contacts_contact c
             JOIN staff_user u ON u.email = %s AND (c.owner_id = u.id OR c.team_id = u.team_id)
             WHERE c.deleted_at IS NULL"""
# Her team lead sees all of it too; of a colleague's contact a card shows less.
ENTRIES_OF_ALICE = """SELECT c.id, count(i.id) FROM contacts_contact c
                      JOIN staff_user u ON u.id = c.owner_id AND u.email = 'alice@rapport.example'
                      LEFT JOIN interactions_interaction i ON i.contact_id = c.id
                      WHERE c.deleted_at IS NULL GROUP BY c.id"""


# Five conditions, of which one is answered by rows around the contact; the floor asks the same.
SEGMENT = {
    "all": [
        {"field": "country", "is": "any_of", "value": [COUNTRY]},
        {"field": "stage", "is": "any_of", "value": ["exploration", "expansion", "commitment"]},
        {"field": "last_contact", "is": "in_last", "value": 365},
        {"field": "email", "is": "filled"},
        {"field": "job_title", "is": "filled"},
    ]
}
MADE_SEGMENT = """INSERT INTO contacts_segment (name, rules, version, is_shared, owner_id, created_by_id, created_at)
                  SELECT 'Bench', %s, 1, true, id, id, now() FROM staff_user WHERE email = %s RETURNING id"""
# As many as a year of not looking leaves behind, with the customers whom the colleague may see.
OPEN_ITEMS = 5_000
FORGOTTEN_ITEMS = "DELETE FROM interactions_followup WHERE title = 'Bench'"
MADE_ITEMS = """
INSERT INTO interactions_followup (contact_id, owner_id, created_by_id, kind, title, body, local_date, local_time,
    is_second, zone, follows_contact, due_at, state, source, outcome, none_because, created_at, snoozes, repeat_unit,
    repeat_every, repeat_on)
SELECT seen.ids[1 + n %% cardinality(seen.ids)], seen.reader, seen.reader, 'task', 'Bench', '', at::date, at::time,
    false, 'UTC', false, at, 'open', '', '', '', at, 0, '', 1, '[]'
FROM (SELECT u.id AS reader, array_agg(c.id ORDER BY c.id) AS ids FROM contacts_contact c
      JOIN staff_user u ON u.email = %s AND (c.owner_id = u.id OR c.team_id = u.team_id)
      WHERE c.deleted_at IS NULL GROUP BY u.id) seen,
     generate_series(1, %s) n, LATERAL (SELECT now() - n * interval '1 minute' AS at) due"""
# A whole word, so that nobody else's name holds it by chance.
RARE_HITS = 150
RARE_SURNAME = """SELECT surname FROM floor.contact WHERE surname ~ '^[a-z]{5,}$'
                  GROUP BY surname ORDER BY count(*) < %s, abs(count(*) - %s), surname LIMIT 1"""
# A side that shows less than this part of what the other shows was asked another question.
LEAST_PART = 1 / 3


# What a browser has ready is not measured, sending it off is.
Act = Callable[[Browser], Callable[[], Answer]]


@dataclass(frozen=True)
class Pair:
    """One page on both sides, each as something that a browser does; `target` is the wanted ratio. Some pages have no
    floor: nothing plain does the same.

    Rapport is first made `ready`; each of its answers holds what it `shows`. Of a list both sides show about as much.
    """

    name: str
    floor: Act | None
    rapport: Act
    target: float | None = 5
    is_redirected: bool = False
    ready: Callable[[Browser], None] | None = None
    shows: str = ""
    is_list: bool = False


@dataclass
class Series:
    """What one side answered, request by request."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    last: Answer | None = None

    def summary(self) -> dict[str, Any]:
        assert self.last is not None
        return {
            "ms": round(median(self.seconds) * 1000, 1),
            "p95_ms": round(quantiles(self.seconds, n=20)[-1] * 1000, 1),
            "cpu_ms": round(median(self.cpu) * 1000, 1),
            "queries": self.last.queries,
            "bytes": self.last.size,
            "sent": self.last.sent,
            "rows": self.last.rows,
        }


def pairs_for(cursor: Any, email: str) -> list[Pair]:
    """The pages as this colleague opens them; what was left open for the one before is done."""
    cursor.execute(FORGOTTEN_ITEMS)
    cursor.connection.commit()
    cursor.execute(VISIBLE, (email,))
    visible = cursor.fetchone()[0]
    cursor.execute(ENTRIES_OF_ALICE)
    entries = dict(cursor.fetchall())
    heaviest = max(entries, key=lambda pk: (entries[pk], pk))
    typical = min(entries, key=lambda pk: (abs(entries[pk] - TYPICAL_ENTRIES), pk))
    deep = min(DEEP_ROW, max(visible - PAGE_SIZE, 0)) // PAGE_SIZE + 1
    return [
        _list("contact list, first page", ""),
        _list("filtered by country", f"?country={COUNTRY}"),
        _list(f"deep page by name (page {deep})", f"?page={deep}"),
        _list("search inside last names, a frequent one", f"?q={PART_OF_A_SURNAME}"),
        _list("search inside last names, a rare one", f"?q={quote(rare_surname(cursor))}"),
        Pair(
            "segment of five conditions",
            _get("/list/?segment=1"),
            _get(f"/contacts/?segment={segment(cursor, email)}"),
            is_list=True,
        ),
        *_cards(typical, f"card, typical ({entries[typical]} entries)"),
        *_cards(heaviest, f"card, heaviest ({entries[heaviest]} entries)"),
        *_timelines(heaviest, entries[heaviest]),
        Pair("dashboard", _get("/dashboard/"), _get(DASHBOARD), ready=await_figures, shows=FIGURES),
        Pair("customers behind a number", None, _get(CUSTOMERS), target=None),
        Pair(
            f"My day, {OPEN_ITEMS:,} open items",
            _get(f"/day/?reader={quote(email)}"),
            _get(MY_DAY),
            target=3,
            ready=lambda _browser: leave_open(cursor, email),
            is_list=True,
        ),
        Pair("create a contact (POST)", _create("/create/"), _create("/contacts/new/"), target=3, is_redirected=True),
    ]


def segment(cursor: Any, email: str) -> int:
    """A segment for this run, of this colleague."""
    cursor.execute("DELETE FROM contacts_segment WHERE name = 'Bench'")
    cursor.execute(MADE_SEGMENT, (json.dumps(SEGMENT), email))
    made = int(cursor.fetchone()[0])
    cursor.connection.commit()
    return made


def leave_open(cursor: Any, email: str) -> None:
    """So many overdue tasks for this colleague: only now, for they would stand on the cards too."""
    cursor.execute(FORGOTTEN_ITEMS)
    cursor.execute(MADE_ITEMS, (email, OPEN_ITEMS))
    cursor.execute("ANALYZE interactions_followup")
    cursor.connection.commit()


def rare_surname(cursor: Any) -> str:
    """A folded surname that so few have as make a page for any team; where nobody has so many, the nearest."""
    cursor.execute(RARE_SURNAME, (RARE_HITS, RARE_HITS))
    return str(cursor.fetchone()[0])


def _list(name: str, query: str) -> Pair:
    return Pair(name, _get(f"/list/{query}"), _get(f"/contacts/{query}"), is_list=True)


def _cards(pk: int, name: str) -> list[Pair]:
    """The card shows what the floor shows, and more; what four other rooms know follows in a second answer."""
    floor, card = _get(f"/card/{pk}/"), f"/contacts/{pk}/"
    return [Pair(name, floor, _get(card)), Pair(f"{name}, and the panels that follow", floor, _page(card))]


def _timelines(pk: int, entries: int) -> list[Pair]:
    """The whole timeline of the busiest: its first page, its last full one, and what holds a word."""
    last = max(entries // PAGE_SIZE, 1)
    asked = {
        "timeline, heaviest": "",
        f"timeline, heaviest, page {last}": f"?page={last}",
        "search inside the heaviest timeline": f"?q={PART_OF_A_TALK}",
    }
    return [
        Pair(name, _get(f"/timeline/{pk}/{query}"), _get(f"/contacts/{pk}/timeline/{query}"), target=3, is_list=True)
        for name, query in asked.items()
    ]


def await_figures(browser: Browser) -> None:
    """A colleague's first look finds a page that waits; without a worker, a look ten seconds later computes."""
    until = time.monotonic() + FIGURES_WITHIN
    page = browser.get(DASHBOARD).text
    while FIGURES not in page or AWAITED in page:
        if time.monotonic() > until:
            raise SystemExit(f"No figures within {FIGURES_WITHIN} seconds.")
        time.sleep(0.5)
        page = browser.get(DASHBOARD).text


def _get(path: str) -> Act:
    return lambda browser: lambda: browser.get(path)


def _page(path: str) -> Act:
    return lambda browser: lambda: browser.page(path)


def _create(path: str) -> Act:
    """Fill in the form; only sending it counts."""

    def fill_in(browser: Browser) -> Callable[[], Answer]:
        form, mark = browser.get(path), uuid4().hex[:10]
        fields = {name: form.hidden(name) for name in ("csrfmiddlewaretoken", "once") if form.hidden(name)}
        fields |= {"full_name": f"Bench {mark}", "emails": f"{mark}@bench.example", "stage": "awareness"}
        return lambda: browser.post(path, fields)

    return fill_in


def compare(pair: Pair, sides: Sequence[tuple[Server, Browser]], requests: int) -> dict[str, Any]:
    """Floor and Rapport in turn, so that both meet the same machine; Rapport alone where there is no floor."""
    series = (Series(), Series())
    if pair.ready:
        pair.ready(sides[1][1])
    for turn in range(WARM_UP + requests):
        for (server, browser), act, one in zip(sides, (pair.floor, pair.rapport), series, strict=True):
            if act is None:
                continue
            answer, cpu = _asked(server, browser, act)
            _check(pair, server, answer, shows=pair.shows if act is pair.rapport else "")
            one.last = answer
            if turn >= WARM_UP:
                one.seconds.append(answer.seconds)
                one.cpu.append(cpu)
    floor, rapport = (one.summary() if one.last else None for one in series)
    assert rapport is not None
    compared = {"page": pair.name, "target": pair.target, "floor": floor, "rapport": rapport}
    if floor is None:
        return compared | {"ratio": None, "cpu_ratio": None}
    if pair.is_list and not _same_answer(floor["rows"], rapport["rows"]):
        raise SystemExit(f"{pair.name}: the floor shows {floor['rows']} rows, Rapport {rapport['rows']}.")
    return compared | {
        "ratio": round(rapport["ms"] / floor["ms"], 1),
        "cpu_ratio": round(rapport["cpu_ms"] / floor["cpu_ms"], 1) if floor["cpu_ms"] else None,
    }


def _check(pair: Pair, server: Server, answer: Answer, *, shows: str) -> None:
    if answer.status // 100 != (3 if pair.is_redirected else 2):
        raise SystemExit(f"{pair.name}: {server.name} answered {answer.status}.")
    if shows not in answer.text:
        raise SystemExit(f"{pair.name}: {server.name} did not show {shows}.")


def _same_answer(floor_rows: int, rapport_rows: int) -> bool:
    """In a world too small for a page of them, a colleague may see none of a handful."""
    fewer, more = sorted((floor_rows, rapport_rows))
    return more < PAGE_SIZE or more * LEAST_PART <= fewer


def _asked(server: Server, browser: Browser, act: Act) -> tuple[Answer, float]:
    send = act(browser)
    before = server.cpu_seconds()
    answer = send()
    return answer, server.cpu_seconds() - before
