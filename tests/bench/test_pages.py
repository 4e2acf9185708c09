"""How the bench waits for a page that is worth measuring."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bench.client import Browser
from bench.pages import AWAITED, FIGURES, Pair, await_figures, compare
from bench.servers import Server

WAITING = f'<div id="figures" {AWAITED}>The figures are being computed</div>'
FORMER = f'<div id="figures" {AWAITED}><div class="{FIGURES}">12</div></div>'
SHOWN = f'<div id="figures"><div class="{FIGURES}">34</div></div>'


@contextmanager
def answering(*pages: str) -> Iterator[tuple[int, list[str]]]:
    """A site that shows one of the pages after the other, and the last one from then on; what it showed."""
    shown: list[str] = []

    class Site(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            shown.append(pages[min(len(shown), len(pages) - 1)])
            self.send_response(200)
            self.send_header("Content-Length", str(len(shown[-1])))
            self.end_headers()
            self.wfile.write(shown[-1].encode())

        def log_message(self, *_words: object) -> None:
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_port, shown
        site.shutdown()


def test_the_bench_waits_for_figures_and_until_no_others_are_awaited():
    with answering(WAITING, WAITING, FORMER, SHOWN) as (port, shown):
        browser = Browser(port)
        await_figures(browser)
        browser.line.close()
    assert shown == [WAITING, WAITING, FORMER, SHOWN]


def test_an_answer_without_figures_is_never_measured():
    with answering(SHOWN, WAITING) as (port, _shown):
        browser = Browser(port)
        sides = [(Server(name, port, pid=os.getpid()), browser) for name in ("floor", "rapport")]
        pair = Pair("dashboard", lambda b: lambda: b.get("/"), lambda b: lambda: b.get("/"), shows=FIGURES)
        with pytest.raises(SystemExit, match="rapport did not show metric-grid"):
            compare(pair, sides, requests=1)
        browser.line.close()


def compared(*pages: str, is_list: bool = False, without_floor: bool = False) -> dict[str, Any]:
    """What the bench makes of a floor that shows the first page and a Rapport that shows the second."""
    with answering(pages[0]) as (floor, _shown), answering(pages[-1]) as (rapport, _seen):
        browsers = [Browser(floor), Browser(rapport)]
        sides = [
            (Server(name, browser.line.port, pid=os.getpid()), browser)
            for name, browser in zip(("floor", "rapport"), browsers, strict=True)
        ]
        act = lambda browser: lambda: browser.get("/")  # noqa: E731
        pair = Pair("list", None if without_floor else act, act, target=None, is_list=is_list)
        try:
            return compare(pair, sides, requests=2)
        finally:
            for browser in browsers:
                browser.line.close()


def rows(number: int) -> str:
    return "<tr data-row></tr>" * number


def test_a_list_tells_how_many_rows_each_side_showed():
    found = compared(rows(50), rows(30), is_list=True)
    assert (found["floor"]["rows"], found["rapport"]["rows"]) == (50, 30)


@pytest.mark.parametrize(("floor", "rapport"), [(5, 50), (50, 5), (0, 50)])
def test_sides_that_answer_different_questions_end_the_bench(floor, rapport):
    with pytest.raises(SystemExit, match=f"the floor shows {floor} rows, Rapport {rapport}"):
        compared(rows(floor), rows(rapport), is_list=True)


def test_in_a_small_world_a_colleague_may_see_none_of_a_handful():
    found = compared(rows(4), rows(0), is_list=True)
    assert (found["floor"]["rows"], found["rapport"]["rows"]) == (4, 0)


def test_other_pages_may_show_more_or_less():
    assert compared(rows(50), rows(10))["rapport"]["rows"] == 10


def test_a_page_without_a_floor_is_measured_alone():
    found = compared(rows(0), rows(8), without_floor=True)
    assert (found["floor"], found["ratio"], found["rapport"]["rows"]) == (None, None, 8)
