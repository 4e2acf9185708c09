"""No cache that several people share keeps anybody's page."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from crm import urls
from staff.access import public_page
from staff.models import User
from tests.sizes import IS_FULL
from tests.trust.house import House, make_house
from tests.trust.walking import addresses

ROOT = Path(__file__).resolve().parents[2]
# What a cache may keep without being told (RFC 9110, 15.1).
KEPT_BY_DEFAULT = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}

pytestmark = [pytest.mark.trust, pytest.mark.slow]
_names = count(1)


class SharedCache:
    """A cache before the house, as greedy as they come: what is not forbidden is kept, and given to whoever is next.

    It does not look at Vary: caches of delivery networks often do not, and a page must be safe from them too.
    """

    def __init__(self) -> None:
        self.kept: dict[str, HttpResponse] = {}

    def get(self, client: Client, address: str, headers: dict[str, str]) -> HttpResponse:
        if address in self.kept:
            return self.kept[address]
        response = client.get(address, headers=headers)
        if _may_be_kept(response):
            self.kept[address] = response
        return response


def _may_be_kept(response: HttpResponse) -> bool:
    told = {part.strip().split("=")[0] for part in response.headers.get("Cache-Control", "").split(",")}
    if {"no-store", "private"} & told:
        return False
    return bool({"max-age", "s-maxage", "public"} & told) or response.status_code in KEPT_BY_DEFAULT


@pytest.fixture
def house(db: None) -> House:
    return make_house(timezone.now())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def mixed(cache: SharedCache, clients: list[Client], wanted: list[str], headers: dict[str, str]) -> Iterator[str]:
    """The addresses at which somebody got what was made for another request."""
    for address in wanted:
        for client in clients:
            name = f"request-{next(_names)}"
            response = cache.get(client, address, {**headers, "X-Request-ID": name})
            if response.headers.get("X-Request-ID") != name:
                yield address


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_two_colleagues_and_a_visitor_behind_one_cache(house: House, headers: dict[str, str]) -> None:
    wanted = [address.path for address in addresses(house) if IS_FULL or not address.is_admin]
    clients = [signed_in(house.root), signed_in(house.alice), Client()]
    assert len(wanted) > 100
    assert list(mixed(SharedCache(), clients, wanted, headers)) == []


@public_page
def _anybodys(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for all", headers={"Cache-Control": "public, max-age=60"})


class WithAnybodysPage:
    """The site's own map and a page that says that it may be kept."""

    urlpatterns = [*urls.urlpatterns, path("anybodys/", _anybodys)]


def test_the_cache_does_keep_what_it_may(settings, house: House) -> None:
    settings.ROOT_URLCONF = WithAnybodysPage
    assert list(mixed(SharedCache(), [Client(), Client()], ["/anybodys/"], {})) == ["/anybodys/"]


@pytest.mark.parametrize(
    "code",
    [
        "from django.views.decorators.cache import cache_page\n\ncache_page(60)\n",
        "from django.views.decorators import cache\n\ncache.cache_control(public=True)\n",
        "from django.middleware.cache import UpdateCacheMiddleware\n\nUpdateCacheMiddleware\n",
        "from django.utils.cache import patch_cache_control\n\npatch_cache_control(None, public=True)\n",
        "import pickle\n\npickle.loads(b'')\n",
    ],
)
def test_the_checks_refuse_code_that_would_keep_pages_or_run_what_it_reads(code: str) -> None:
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--stdin-filename", "crm/views.py", "-"]
    checked = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False)
    assert (checked.returncode, "TID251" in checked.stdout) == (1, True), checked.stdout + checked.stderr


def test_nothing_that_keeps_pages_stands_in_the_settings_or_in_a_template() -> None:
    assert [name for name in settings.MIDDLEWARE if "cache" in name.lower()] == []
    templates = [*ROOT.glob("templates/**/*.*"), *ROOT.glob("*/templates/**/*.*")]
    assert len(templates) > 100
    assert [file for file in templates if re.search(r"{%\s*(load [^%]*\bcache\b|cache\b)", file.read_text())] == []
