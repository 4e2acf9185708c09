"""What the bench's browser reads out of a page."""

from bench.client import Answer

PAGE = """
<form><input type="hidden" name="csrfmiddlewaretoken" value="abc"><input type="hidden" name="once" value="1-2"></form>
<div class="panel-body" hx-get="/contacts/7/timeline/" hx-trigger="load" hx-swap="innerHTML">x</div>
<form hx-get="/contacts/" hx-trigger="submit, change">y</form>
<div hx-get="/sales/7/" hx-trigger="load">z</div>
"""


def answer(text: str = PAGE, **changed: object) -> Answer:
    facts = {"status": 200, "seconds": 0.5, "queries": 3, "size": 100, "sent": 40}
    return Answer(**{**facts, "text": text, **changed})


def test_hidden_fields_of_a_form():
    assert (answer().hidden("csrfmiddlewaretoken"), answer().hidden("once")) == ("abc", "1-2")
    assert answer("").hidden("once") == ""


def test_only_what_loads_by_itself_is_a_panel():
    assert answer().panels() == ["/contacts/7/timeline/", "/sales/7/"]


def test_a_page_and_its_panels_add_up():
    both = answer() + answer(status=404, queries=2, seconds=0.25)
    assert (both.status, both.seconds, both.queries, both.size, both.sent) == (404, 0.75, 5, 200, 80)
