import pytest
from django.utils import translation

from outreach import frame
from outreach.frame import Kind, fill_html, fill_text

KIND = Kind("en", has_signature=True, has_links=True)
PARTS = {
    "signature": "Alice\nFair <Ltd>",
    "organisation": "Fair & Sons",
    "place": "1 Road\nTown",
    "unsubscribe": "https://x.example/u/?a=1&b=2",
    "preferences": "https://x.example/p/",
}


@pytest.fixture(autouse=True)
def fresh():
    frame.forget()
    with translation.override("en"):
        yield
    frame.forget()


def html(source: str, values: dict[str, str], kind: Kind = KIND, direction: str = "") -> str:
    return fill_html(kind, source, direction, values, PARTS)


def test_each_mail_gets_its_own_words_in_a_frame_made_once():
    source = "Dear {{ name }}{{ page_url_name }},\n\nAnswer here: {{ page_url }}"
    ann, bob = (
        html(source, {"name": name, "page_url_name": "pag", "page_url": f"https://x.example/{name}"})
        for name in ("Ann", "Bob")
    )
    assert ("Dear Annpag," in ann, "Dear Bobpag," in bob) == (True, True)
    assert ('href="https://x.example/Ann"' in ann, "Bob" in ann, "Ann" in bob) == (True, False, False)
    assert ('class="button"' in ann, ">Answer here</a>" in ann, "style=" in ann) == (True, True, True)
    assert [word for word in ("gap", "PAG", "{{") if word in ann] == []
    assert frame._html_frame.cache_info().misses == 1


def test_words_are_escaped_wherever_they_stand():
    page = html("Hi {{ name }}", {"name": "<b>&\"'"})
    assert "Hi &lt;b&gt;&amp;&quot;&#x27;" in page
    assert "Fair &lt;Ltd&gt;" in page
    assert "<title>Fair &amp; Sons</title>" in page
    assert 'href="https://x.example/u/?a=1&amp;b=2"' in page


def test_nobody_can_write_a_gap_into_a_mail():
    forged = frame._gap("signature")
    assert forged in html("Hi {{ name }}", {"name": forged})
    assert forged in fill_text(KIND, forged, PARTS)


def test_without_links_and_signature_the_frame_has_none():
    bare = Kind("en", has_signature=False, has_links=False)
    page = html("Hi", {}, bare)
    assert ("Alice" in page, "x.example" in page) == (False, False)
    assert fill_text(bare, "Hi", PARTS) == "Hi\n\n-- \n1 Road\nTown\n"


def test_an_arabic_mail_runs_from_right_to_left():
    with translation.override("ar"):
        assert 'dir="rtl"' in html("Hi", {}, Kind("ar", has_signature=True, has_links=True))


def test_what_one_colleague_wrote_to_one_customer_is_not_kept():
    assert '<p dir="auto"' in html("Secret words", {}, direction="auto")
    assert frame._html_frame.cache_info().currsize == 0
