"""A reader who opens every page of theirs, follows every link, and reads all that comes back."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

LINK = re.compile(r"""(?:href|src|action|hx-get|data-url)\s*=\s*["']([^"'#]+)""")
NUMBER = re.compile(r"\d+")
# They end the session, change how pages look, or are files of ours.
LEFT_OUT = ("/accounts/logout/", "/choose/", "/static/", "/accounts/oidc/")


def text_of(response: object) -> str:
    """All that reaches the browser: headers, where it leads, and the words."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())  # type: ignore[attr-defined]
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return f"{headers}\n{body.decode('utf-8', 'replace')}"


def crawl(client: Client, seeds: Iterable[str], *, variants: int) -> Iterator[tuple[str, int, str]]:
    """Address, status and text of each page, of those found one after the other at most so many of a shape."""
    known = dict.fromkeys(seeds)
    waiting, asked = deque(known), Counter[str]()
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        text = text_of(response)
        yield address, response.status_code, text
        links = [unescape(link) for link in LINK.findall(text)]
        for link in [*links, response.headers.get("Location", "")]:
            found = _inside(address, link)
            if not found or found in known:
                continue
            known[found] = None
            shape = NUMBER.sub("0", found.partition("?")[0]) + ("?" if "?" in found else "")
            asked[shape] += 1
            if asked[shape] <= variants:
                waiting.append(found)


def _inside(address: str, link: str) -> str:
    """The link as an address of ours, or nothing."""
    parts = urlsplit(urljoin(f"http://testserver{address}", link))
    if not link or parts.netloc != "testserver" or parts.path.startswith(LEFT_OUT):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
