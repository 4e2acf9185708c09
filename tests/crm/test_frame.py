"""The frames that pages stand in: the colleague's with its rail, the customer's without."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from staff.models import Organisation


def test_the_rail_leads_to_eight_places_and_marks_where_we_are(sign_in, alice):
    page = sign_in(alice).get(reverse("staff:settings")).content.decode()

    rail = re.findall(r'class="rail-link" href="([^"]+)"( aria-current="page")?', page)
    assert [address for address, _here in rail] == [
        reverse(name)
        for name in (
            "interactions:my_day",
            "contacts:contact_list",
            "interactions:interaction_list",
            "outreach:outbox",
            "feedback:inbox",
            "loyalty:programme",
            "metrics:dashboard",
            "staff:settings",
        )
    ]
    assert [address for address, here in rail if here] == [reverse("staff:settings")]


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("sales:rates", "staff:settings"),
        ("translating:engines", "staff:settings"),
        ("sales:rate_gaps", "contacts:contact_list"),
        ("metrics:attention", "metrics:dashboard"),
    ],
)
def test_a_page_stands_where_one_comes_to_it(sign_in, admin, name, section):
    page = sign_in(admin).get(reverse(name)).content.decode()
    assert re.findall(r'class="rail-link" href="([^"]+)" aria-current="page"', page) == [reverse(section)]


def test_what_is_new_is_reached_from_every_page(sign_in, alice):
    page = sign_in(alice).get(reverse("staff:settings")).content.decode()

    for name in ("contacts:contact_create", "contacts:import", "interactions:log_start", "contacts:search"):
        assert f'"{reverse(name)}"' in page


def test_no_link_leads_where_the_role_may_not_go(sign_in, marketer, dpo):
    closed = {
        marketer: {"interactions:interaction_list", "feedback:inbox", "loyalty:programme", "interactions:log_start"},
        dpo: {"metrics:dashboard", "interactions:log_start", "contacts:import"},
    }
    for user, names in closed.items():
        client = sign_in(user)
        for page in ("staff:settings", "contacts:contact_list"):
            linked = set(re.findall(r'href="(/[^"#?]*)"', client.get(reverse(page)).content.decode()))
            assert not linked & {reverse(name) for name in (*names, "contacts:contact_create", "contacts:bin")}
            answers = {link: client.get(link).status_code for link in linked if not link.startswith("/static")}
            assert [link for link, status in answers.items() if status == 403] == []


def test_a_page_carries_no_script_or_style_of_its_own(sign_in, alice):
    response = sign_in(alice).get(reverse("staff:profile"))
    page = response.content.decode()

    assert re.findall(r"<script(?![^>]* src=)[^>]*>|<style|\sstyle=|\son[a-z]+=", page) == []
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_a_customers_page_reads_from_right_to_left_in_arabic():
    house = Organisation(name="Mostly Fair Ltd")
    with translation.override("ar"):
        arabic = render_to_string("base_public.html", {"organisation": house})
    with translation.override("cs"):
        czech = render_to_string("base_public.html", {"organisation": house})

    assert '<html lang="ar"\n      dir="rtl"' in arabic
    assert "tabler.rtl.min.css" in arabic
    assert "Mostly Fair Ltd" in arabic
    assert '<html lang="cs"\n      dir="ltr"' in czech
    assert "tabler.rtl.min.css" not in czech
