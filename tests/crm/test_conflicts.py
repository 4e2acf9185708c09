import json

import pytest
from django import forms
from django.http import QueryDict

from crm.conflicts import StaleRecord, VersionedMixin, chosen, save_merged, seen_in, seen_of, three_way

SPOKEN = [("cs", "Czech"), ("da", "Danish"), ("lt", "Lithuanian")]


class PlaceForm(VersionedMixin, forms.Form):
    city = forms.CharField(required=False)
    notes = forms.CharField(required=False, widget=forms.Textarea)
    is_quiet = forms.BooleanField(required=False)
    spoken = forms.MultipleChoiceField(
        required=False, choices=[("cs", "Czech"), ("da", "Danish"), ("lt", "Lithuanian")]
    )
    month = forms.ChoiceField(required=False, choices=[("", "—"), (3, "March"), (4, "April")])

    def __init__(self, data: QueryDict | None, stored: dict[str, object]) -> None:
        super().__init__(data, initial=stored)


STORED = {"city": "Brno", "notes": "Tea.\nNo milk.", "is_quiet": True, "spoken": ["da", "cs"], "month": 3, "version": 1}


def sent(stored: dict[str, object] = STORED, **typed: object) -> QueryDict:
    """What a browser sends of the form that it was given, with some fields typed over."""
    form = PlaceForm(None, stored)
    data = QueryDict(mutable=True)
    for name, parts in json.loads(seen_of(form)).items():
        data.setlist(name, parts)
    data["version"], data["seen"] = "1", seen_of(form)
    data["notes"] = data["notes"].replace("\n", "\r\n")
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_what_stands_in_a_form_is_kept_as_a_browser_sends_it() -> None:
    assert json.loads(seen_of(PlaceForm(None, STORED))) == {
        "city": ["Brno"],
        "notes": ["Tea.\nNo milk."],
        "is_quiet": ["on"],
        "spoken": ["cs", "da"],
        "month": ["3"],
    }


def test_a_form_that_is_sent_back_untouched_takes_whatever_the_other_saved() -> None:
    now = {**STORED, "city": "Praha", "is_quiet": False, "spoken": [], "version": 2}
    merged, disputed = three_way(PlaceForm(None, now), sent())
    assert disputed == []
    assert (merged["city"], merged["version"]) == ("Praha", "2")
    assert {"is_quiet", "spoken"} & merged.keys() == set()


def test_what_only_i_changed_is_mine() -> None:
    now = {**STORED, "notes": "Coffee.", "version": 2}
    merged, disputed = three_way(PlaceForm(None, now), sent(city="Plzeň", spoken=["lt"]))
    assert disputed == []
    assert (merged["city"], merged["notes"], merged.getlist("spoken")) == ("Plzeň", "Coffee.", ["lt"])


def test_what_both_changed_is_asked_in_words() -> None:
    now = {**STORED, "city": "Praha", "month": 4, "spoken": ["lt"], "is_quiet": False, "version": 2}
    _merged, disputed = three_way(PlaceForm(None, now), sent(city="Plzeň", month="", spoken=["cs", "lt"]))
    assert [(one.name, one.began, one.theirs, one.mine) for one in disputed] == [
        ("city", "Brno", "Praha", "Plzeň"),
        ("spoken", "Czech, Danish", "Lithuanian", "Czech, Lithuanian"),
        ("month", "March", "April", "—"),
    ]


def test_both_typed_the_same() -> None:
    _merged, disputed = three_way(PlaceForm(None, {**STORED, "city": "Praha"}), sent(city="Praha"))
    assert disputed == []


def test_without_what_stood_there_each_difference_is_asked() -> None:
    data = sent(city="Plzeň")
    del data["seen"]
    _merged, disputed = three_way(PlaceForm(None, {**STORED, "version": 2}), data)
    assert [one.name for one in disputed] == ["city"]


@pytest.mark.parametrize("seen", ["", "no json", "[1]", '{"city": "Brno"}', "NaN", '{"city": ["\\u0000"]}'])
def test_what_somebody_made_up_is_nothing(seen: str) -> None:
    assert seen_in(QueryDict(f"seen={seen}")) == {}


def test_a_choice_for_the_other_takes_what_they_saved() -> None:
    data = sent({**STORED, "city": "Praha", "spoken": []}, city="Plzeň", spoken=["cs"])
    data["take-city"], data["take-spoken"], data["take-notes"] = "theirs", "theirs", "mine"
    data["take-version"] = "theirs"
    settled = chosen(data)
    assert (settled["city"], settled["notes"], settled["version"]) == ("Praha", "Tea.\r\nNo milk.", "1")
    assert "spoken" not in settled


class Desk:
    """A record that others save once more before each of the first savings."""

    def __init__(self, *others: dict[str, object]) -> None:
        self.stored, self.others = dict(STORED), list(others)

    def form(self, data: QueryDict | None) -> PlaceForm:
        return PlaceForm(data, self.stored)

    def save(self, form: PlaceForm) -> None:
        if self.others:
            self.stored |= self.others.pop(0) | {"version": int(str(self.stored["version"])) + 1}
        if form.version != self.stored["version"]:
            raise StaleRecord
        self.stored |= form.cleaned_data


def test_saving_goes_on_as_long_as_the_others_change_something_else() -> None:
    desk = Desk({"notes": "Coffee."}, {"month": 4})
    outcome = save_merged(sent(city="Plzeň"), desk.form, desk.save)
    assert (outcome.is_saved, outcome.behind) == (True, 2)
    assert (desk.stored["city"], desk.stored["notes"], desk.stored["month"]) == ("Plzeň", "Coffee.", "4")


def test_nothing_of_a_disputed_form_is_saved() -> None:
    desk = Desk({"city": "Praha"})
    outcome = save_merged(sent(city="Plzeň", notes="Cocoa."), desk.form, desk.save)
    assert (outcome.is_saved, outcome.behind, [one.name for one in outcome.disputed]) == (False, 1, ["city"])
    assert (desk.stored["city"], desk.stored["notes"]) == ("Praha", "Tea.\nNo milk.")
    assert (outcome.form.data["version"], outcome.form.data["notes"]) == ("2", "Cocoa.")


def test_a_form_in_error_is_not_saved() -> None:
    desk = Desk()
    outcome = save_merged(sent(month="13"), desk.form, desk.save)
    assert (outcome.is_saved, outcome.disputed, list(outcome.form.errors)) == (False, [], ["month"])
    assert desk.stored == STORED
