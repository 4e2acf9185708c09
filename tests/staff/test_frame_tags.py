"""The parts of the frame that are kept: for the same roles, language and place, and for nobody else."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from staff.models import Role, User
from tests.factories.staff import make_user

FRAME = Template("{% load frame %}{% rail %}|{% new_menu %}")


def frame_of(user: User | None, section: str = "contacts") -> str:
    request = SimpleNamespace(user=user) if user else None
    return FRAME.render(Context({"request": request, "section": section}))


def test_each_sees_what_the_roles_open_whoever_looked_before(alice: User, marketer: User, admin: User) -> None:
    for _twice in range(2):
        assert "/loyalty/" in frame_of(alice)
        assert "/loyalty/" not in frame_of(marketer)
        assert "/contacts/new/" in frame_of(alice)
        assert "/contacts/new/" not in frame_of(marketer)
        assert "/contacts/new/" in frame_of(admin)
        assert "/contacts/" not in frame_of(None)


def test_a_role_taken_away_is_gone_from_the_next_page(alice: User, team: object) -> None:
    assert "/contacts/new/" in frame_of(alice)
    alice.role_assignments.all().delete()
    assert "/contacts/new/" not in frame_of(User.objects.get(pk=alice.pk))


def test_who_is_deactivated_is_led_nowhere(alice: User) -> None:
    alice.is_active = False
    assert "/contacts/" not in frame_of(alice)


def test_colleagues_of_the_same_roles_share_it(db: None, team: object, alice: User) -> None:
    assert frame_of(alice) == frame_of(make_user("Somebody Else", Role.MANAGER))


@pytest.mark.parametrize(("language", "word"), [("en", "Contacts"), ("cs", "Kontakty")])
def test_it_is_kept_for_each_language(alice: User, language: str, word: str) -> None:
    with translation.override(language):
        assert word in frame_of(alice)


def test_it_marks_where_we_are(alice: User) -> None:
    places = {section: frame_of(alice, section).split('aria-current="page"')[0] for section in ("contacts", "metrics")}
    assert places["metrics"].count("rail-link") > places["contacts"].count("rail-link")
