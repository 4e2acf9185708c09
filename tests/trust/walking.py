"""Every address of the product: the resolver is walked, so that a new route is covered by itself."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, get_resolver

from tests.test_house import routes
from tests.trust.house import House

# What a library's regular expressions ask for.
OF_EXPRESSIONS = {
    r"(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-set-password",
    r"(?P<url>.*)$": "nowhere/",
}
PARAMETER = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Address:
    """One route and where it leads in the house."""

    path: str
    pattern: URLPattern

    @property
    def rule(self) -> str:
        """The rule that the view carries; "" where a library guards itself."""
        return str(getattr(self.pattern.callback, "access_rule", ""))

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/")

    @property
    def name(self) -> str:
        return self.pattern.name or self.path


def addresses(house: House) -> list[Address]:
    """All of them; the way out stands last, so that whoever follows them in order stays signed in."""
    found = [Address(_filled(route, house), pattern) for route, pattern in routes(get_resolver())]
    return sorted(found, key=lambda address: "logout" in address.path)


def _filled(route: str, house: House) -> str:
    for expression, value in OF_EXPRESSIONS.items():
        route = route.replace(expression, value)
    route = re.sub(r"\(\?P<app_label>[^)]*\)", "staff", route)
    prefixes = sorted((prefix for prefix in house.at if route.startswith(prefix)), key=len)
    if route.startswith("admin/"):
        for parameter in ("<path:object_id>", "<id>"):
            route = route.replace(parameter, str(_first_of_model(route)) if parameter in route else "")
    path = PARAMETER.sub(str(house.at[prefixes[-1]]), route) if prefixes else route
    path = path.replace("^", "").replace("$", "")
    assert "<" not in path, f"the walk does not know how to fill {route}; say in tests/trust/house.py what is there"
    return f"/{path}"


def _first_of_model(route: str) -> object:
    """The first record that a page of the administration may show; 1 where there is none."""
    found = re.match(r"admin/(\w+)/(\w+)/", route)
    model = apps.get_model(*found.groups()) if found and found[1] != "r" else None
    first = model._default_manager.order_by("pk").first() if model else None
    return first.pk if first else 1
