import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from staff import notices
from staff.models import Notice


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(notices, "_KINDS", {})


def test_a_notice_is_worded_in_the_readers_language(kinds):
    notices.register("test.monday", gettext_lazy("Monday"), icon="calendar")
    notice = Notice(kind="test.monday")

    said = []
    for language in ("en", "cs"):
        with translation.override(language):
            said.append(notices.text(notice))

    assert said == ["Monday", "pondělí"]
    assert notices.icon(notice) == "calendar"


def test_details_fill_the_named_places(kinds):
    notices.register("test.birthday", "%(name)s has a birthday today.")

    assert notices.text(Notice(kind="test.birthday", params={"name": "Carol"})) == "Carol has a birthday today."


def test_a_notice_never_breaks_the_page_that_lists_it(kinds):
    notices.register("test.birthday", "%(name)s has a birthday today.")

    assert notices.text(Notice(kind="test.birthday", params={})) == "%(name)s has a birthday today."
    assert notices.text(Notice(kind="test.gone", params={"name": "Carol"})) == "test.gone"
    assert notices.icon(Notice(kind="test.gone")) == "bell"


def test_two_rooms_cannot_take_one_kind(kinds):
    notices.register("test.birthday", "First")
    notices.register("test.birthday", "First")

    with pytest.raises(ValueError, match=r"“test\.birthday” is registered twice"):
        notices.register("test.birthday", "Second")
    assert notices.is_registered("test.birthday") is True
