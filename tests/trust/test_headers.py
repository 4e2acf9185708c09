"""What each answer of the product bears, whatever the route, the method, the status and who asks."""

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from crm import urls
from staff.access import public_page
from tests.crm.test_outages import no_database
from tests.sizes import IS_FULL
from tests.trust.house import House, make_house
from tests.trust.walking import Address, addresses

pytestmark = [pytest.mark.trust, pytest.mark.django_db]

NOBODY = "'none'"
NONCE = re.compile(r"'nonce-([A-Za-z0-9+/]{22}==)'")
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
ELSEWHERE = re.compile(
    r"""<(?:script|link|img|iframe|form|source|audio|video)\b[^>]*\b(?:src|href|action)="(?:https?:)?//"""
)
OURS = re.compile(r'attachment; filename="[a-z0-9-]+\.(csv|txt)"')
ATTACHED = re.compile(r"attachment(; filename\*?=[^;\r\n]+)?")
INLINE = re.compile(r"""<[^>]+\s(?:on\w+|style)\s*=\s*["']""")
OPERATOR = {"authorization": "Bearer only-for-tests-of-figures"}


@public_page
def _breaks(request):
    raise RuntimeError


@public_page
def _has_no_database(request):
    no_database().ensure_connection()


class WithWhatBreaks:
    """The site's own map and two pages that cannot be shown."""

    urlpatterns = [*urls.urlpatterns, path("breaks/", _breaks), path("away/", _has_no_database)]
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def house(db: None) -> House:
    return make_house(timezone.now())


@pytest.fixture(autouse=True)
def production(settings: LazySettings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.METRICS_TOKEN = "only-for-tests-of-figures"


def visitor(user: object = None, **client: object) -> Client:
    made = Client(raise_request_exception=False, **client)
    if user:
        made.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def policy(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def faults(response: HttpResponse, *, is_admin: bool = False, is_secret: bool = False) -> Iterator[str]:
    """What is wrong with the headers of an answer that came by https."""
    headers, csp = response.headers, policy(response)
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        if csp.get(directive) != NOBODY:
            yield f"{directive} is {csp.get(directive)}"
    scripts = csp.get("script-src", "").split()
    if not NONCE.fullmatch(scripts[0]) or scripts[1:] != (["'self'"] if is_admin else []):
        yield f"script-src is {scripts}"
    if csp.get("default-src") != "'self'" or "unsafe" in str(csp) or "*" in str(csp):
        yield f"the policy is {csp}"
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer" if is_secret else "same-origin",
    }
    for name, value in expected.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    if not {"camera=()", "geolocation=()", "microphone=()"} <= set(headers.get("Permissions-Policy", "").split(", ")):
        yield "Permissions-Policy allows too much"
    if "no-store" not in headers.get("Cache-Control", ""):
        yield f"Cache-Control is {headers.get('Cache-Control')}"
    yield from _faults_of_content(response, is_secret=is_secret)


def _faults_of_content(response: HttpResponse, *, is_secret: bool) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith("text/html"):
        is_file = "csv" in kind or "Content-Disposition" in response.headers
        # Ours are called by us; what somebody attached keeps its name, and is bytes of no kind.
        named = ATTACHED if kind == "application/octet-stream" else OURS
        name = named.fullmatch(response.headers.get("Content-Disposition", ""))
        if is_file and not name:
            yield f"a file comes as {response.headers.get('Content-Disposition')}"
        return
    page = response.content.decode()
    nonce = NONCE.search(response.headers["Content-Security-Policy"])
    is_admin = "'self'" in policy(response)["script-src"]
    for attributes, code in SCRIPT.findall(page):
        is_data = 'type="application/json"' in attributes
        if code.strip() and not is_data:
            yield f"an inline script: {code.strip()[:60]}"
        if not is_admin and not is_data and nonce and f'nonce="{nonce[1]}"' not in attributes:
            yield f"a script without this answer's nonce: {attributes}"
    if not is_admin and INLINE.search(page):
        yield f"an inline handler or style: {INLINE.search(page)[0][:80]}"
    if ELSEWHERE.search(page):
        yield f"something from elsewhere: {ELSEWHERE.search(page)[0][:80]}"


def crawl(client: Client, wanted: list[Address], *, method: str = "get", **options: object) -> dict[str, object]:
    """The faults by address, and the statuses seen."""
    found: dict[str, object] = {}
    seen: set[int] = set()
    for address in wanted:
        response = getattr(client, method)(address.path, secure=True, **options)
        seen.add(response.status_code)
        is_secret = address.rule == "token" or address.name == "account_reset_password_from_key"
        broken = list(faults(response, is_admin=address.is_admin and not _is_our_page(response), is_secret=is_secret))
        if response.status_code >= 500:
            broken.append(f"it answers {response.status_code}")
        if broken:
            found[f"{method} {address.path}"] = broken
    crawl.statuses |= seen
    return found


crawl.statuses = set()


def _is_our_page(response: HttpResponse) -> bool:
    """An address of the administration that no route fits is answered by our own page."""
    return getattr(response, "resolver_match", None) is None


def own(house: House) -> list[Address]:
    return [address for address in addresses(house) if not address.is_admin]


def of_the_administration(house: House) -> list[Address]:
    """All of its pages; the suite takes one model of each room."""
    found = [address for address in addresses(house) if address.is_admin]
    if IS_FULL:
        return found
    models: dict[str, str] = {}
    for address in found:
        room, model = _room_and_model(address)
        models.setdefault(room, model)
    return [address for address in found if models[_room_and_model(address)[0]] == _room_and_model(address)[1]]


def _room_and_model(address: Address) -> tuple[str, str]:
    """("contacts", "contact") of /admin/contacts/contact/add/; pages of no room are rooms of their own."""
    parts = [*address.path.strip("/").split("/"), "", ""]
    return (parts[1], parts[2]) if parts[2] not in ("", "login") else (address.path, "")


def test_every_page_by_every_method_for_whoever_may_see_it(house: House) -> None:
    pages = own(house)
    crawl.statuses.clear()
    for method in ("get", "head", "options", "put", "delete", "post"):
        assert crawl(visitor(house.root), pages, method=method) == {}
    assert {200, 302, 303, 404, 405, 422} <= crawl.statuses


def test_every_fragment(house: House) -> None:
    assert crawl(visitor(house.root), own(house), headers={"HX-Request": "true"}) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_for_who_may_see_little_and_for_nobody(house: House, method: str) -> None:
    cashier = house.alice
    cashier.role_assignments.update(role="cashier")
    assert crawl(visitor(cashier), own(house), method=method) == {}
    assert crawl(visitor(), own(house), method=method) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_administration(house: House, method: str) -> None:
    pages = of_the_administration(house)
    assert len(pages) > 40
    assert crawl(visitor(house.root), pages, method=method) == {}
    assert crawl(visitor(house.alice), pages, method=method) == {}


@pytest.mark.parametrize(
    ("address", "status", "options"),
    [
        ("/livez", 200, {}),
        ("/readyz", 200, {}),
        ("/prometheus", 401, {}),
        ("/prometheus", 200, {"headers": OPERATOR}),
        ("/no/such/page/", 404, {}),
        ("/admin/no/such/page/", 302, {}),
        ("/settings/", 400, {"headers": {"host": "evil.example"}}),
        ("/breaks/", 500, {}),
        ("/away/", 503, {}),
    ],
)
def test_what_is_no_page_of_a_route(
    settings: LazySettings, house: House, address: str, status: int, options: dict
) -> None:
    settings.ROOT_URLCONF = WithWhatBreaks
    response = visitor().get(address, secure=True, **options)
    assert (response.status_code, list(faults(response, is_admin=address.startswith("/admin/")))) == (status, [])


def test_a_probe_that_is_posted_to_and_a_form_without_its_token(house: House) -> None:
    for response in (
        visitor().post("/livez", secure=True),
        visitor(house.root, enforce_csrf_checks=True).post("/settings/organisation/", secure=True),
    ):
        assert response.status_code in (403, 405)
        assert list(faults(response)) == []


def test_by_plain_http_everything_but_a_probe_leads_to_https(settings: LazySettings, house: House) -> None:
    settings.SECURE_SSL_REDIRECT = True
    moved, refused = visitor().get("/"), visitor().get("/", headers={"host": "evil.example"})
    assert (moved.status_code, refused.status_code) == (301, 400)
    assert visitor().get("/livez").status_code == 200
    for response in (moved, refused):
        left = {fault.split(" is ")[0] for fault in faults(response)}
        assert left == {"Strict-Transport-Security"}, "by plain http that header means nothing"


def test_a_file_of_our_own_is_kept_by_browsers_and_runs_nothing(house: House) -> None:
    response = visitor().head("/static/crm/mark.svg", secure=True)
    assert response.status_code == 200
    assert [fault.split(" is ")[0] for fault in faults(response)] == ["Cache-Control"]


def test_each_answer_has_a_nonce_of_its_own(house: House) -> None:
    client = visitor(house.root)
    policies = [client.get("/settings/", secure=True).headers["Content-Security-Policy"] for _time in range(20)]
    assert len({NONCE.search(one)[1] for one in policies}) == 20


@pytest.mark.parametrize("prefix", ["survey/", "unsubscribe/", "preferences/", "invitation/"])
@pytest.mark.parametrize("suffix", ["", "guessed"])
def test_the_page_behind_a_secret_tells_nobody_where_it_is(house: House, prefix: str, suffix: str) -> None:
    response = visitor().get(f"/{prefix}{house.at[prefix]}{suffix}/", secure=True)
    assert list(faults(response, is_secret=True)) == []
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.cookies.get("sessionid") is None
