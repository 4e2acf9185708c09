"""A browser as far as the bench needs one: one kept connection, cookies, forms."""

import gzip
import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

from bench.counting import HEADER

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|once)"[^>]*value="([^"]+)"')
LOADED = re.compile(r'hx-get="([^"]+)"[^>]*hx-trigger="load')
TIMEOUT = 300
# A server ends lines that lie idle; a browser opens another.
IDLE_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """One response; `size` without compression, `sent` as it went over the line."""

    status: int
    seconds: float
    queries: int
    size: int
    sent: int
    text: str
    location: str = ""

    def __add__(self, other: "Answer") -> "Answer":
        """Two requests that make up one page."""
        return Answer(
            max(self.status, other.status),
            self.seconds + other.seconds,
            self.queries + other.queries,
            self.size + other.size,
            self.sent + other.sent,
            self.text,
        )

    def hidden(self, name: str) -> str:
        return dict(HIDDEN.findall(self.text)).get(name, "")

    @property
    def rows(self) -> int:
        """How many people or entries the page shows; both sides mark them alike."""
        return self.text.count("data-row")

    def panels(self) -> list[str]:
        """The addresses that the page itself fetches at once."""
        return LOADED.findall(self.text)


class Browser:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.line = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.cookies = dict(cookies or {})
        self.used_at = 0.0

    def get(self, path: str, *, is_panel: bool = False) -> Answer:
        return self._ask("GET", path, None, {"HX-Request": "true"} if is_panel else {})

    def page(self, path: str) -> Answer:
        """A page with all panels that it loads by itself."""
        answer = self.get(path)
        for panel in answer.panels():
            answer += self.get(panel, is_panel=True)
        return answer

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode(fields).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        mark = uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        before = "".join([*parts, head, "Content-Type: text/csv\r\n\r\n"]).encode()
        body = before + content + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.monotonic() - self.used_at > IDLE_SECONDS:
            self.line.close()
        began = time.perf_counter()
        self.line.request(method, path, body, {"Cookie": cookies, "Accept-Encoding": "gzip", **headers})
        response = self.line.getresponse()
        raw = response.read()
        seconds = time.perf_counter() - began
        self.used_at = time.monotonic()
        self._keep(response)
        content = gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" else raw
        queries = int(response.headers.get(HEADER, 0))
        text, location = content.decode(errors="replace"), response.headers.get("Location", "")
        return Answer(response.status, seconds, queries, len(content), len(raw), text, location)

    def _keep(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


def signed_in(port: int, email: str, password: str) -> Browser:
    """Through the sign-in page, as anybody else."""
    browser = Browser(port)
    token = browser.get("/accounts/login/").hidden("csrfmiddlewaretoken")
    done = browser.post("/accounts/login/", {"csrfmiddlewaretoken": token, "login": email, "password": password})
    if done.status != 302:
        raise SystemExit(f"{email} could not sign in: {done.status}.")
    return browser
