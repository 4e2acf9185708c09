"""How the bench waits for a page that is worth measuring."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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
