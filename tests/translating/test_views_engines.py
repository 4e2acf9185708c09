"""Settings, Machine translation: which engines there are, and which the house permitted."""

import pytest
from django.urls import reverse

from staff.models import Role
from tests.factories.staff import make_user
from tests.factories.translating import CODE, permit_engine
from translating.models import EnginePermission

PAGE, PERMIT, END = (f"translating:{name}" for name in ("engines", "engine_permit", "engine_end"))


@pytest.fixture
def administrator(organisation):
    return make_user("Ada", Role.ADMINISTRATOR)


def test_an_administrator_permits_an_engine_with_a_reason_and_ends_it(sign_in, administrator, mill):
    client = sign_in(administrator)
    assert client.post(reverse(PERMIT), {"provider": CODE, "why": "Own server"}).status_code == 303
    html = client.get(reverse(PAGE)).content.decode()
    assert ("Own server" in html, "End the permission" in html, "Permit it" in html) == (True, True, False)
    assert client.post(reverse(END), {"provider": CODE}).status_code == 303
    html = client.get(reverse(PAGE)).content.decode()
    assert ("Own server" in html, "Permit it" in html) == (True, True)
    assert EnginePermission.objects.get().ended_by == administrator


def test_without_a_reason_nothing_is_permitted(sign_in, dpo, mill):
    response = sign_in(dpo).post(reverse(PERMIT), {"provider": CODE, "why": " "})
    assert (response.status_code, EnginePermission.objects.exists()) == (422, False)


def test_others_neither_see_nor_change_what_is_permitted(sign_in, admin, alice, lead, mill):
    permit_engine(admin)
    for user in (alice, lead):
        client = sign_in(user)
        answers = [
            client.get(reverse(PAGE)),
            *(client.post(reverse(name), {"provider": CODE}) for name in (PERMIT, END)),
        ]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert EnginePermission.objects.standing().exists()


def test_without_an_engine_the_page_says_what_to_do(sign_in, dpo, settings):
    settings.TRANSLATION_ENGINES = {}
    assert "TRANSLATION_ENGINES" in sign_in(dpo).get(reverse(PAGE)).content.decode()


def test_the_settings_lead_there_for_whom_they_open(sign_in, dpo, alice):
    shown = [reverse(PAGE) in sign_in(user).get(reverse("staff:settings")).content.decode() for user in (dpo, alice)]
    assert shown == [True, False]


def test_a_permission_of_an_engine_that_the_settings_do_not_name_any_more_is_shown_and_ended(
    sign_in, admin, dpo, settings
):
    permit_engine(admin)
    settings.TRANSLATION_ENGINES = {}
    client = sign_in(dpo)
    html = client.get(reverse(PAGE)).content.decode()
    assert ("do not name this engine any more" in html, "End the permission" in html) == (True, True)
    assert client.post(reverse(END), {"provider": CODE}).status_code == 303
    assert not EnginePermission.objects.standing().exists()
    assert "do not name this engine any more" not in client.get(reverse(PAGE)).content.decode()


def test_a_permission_for_another_program_is_pointed_out(sign_in, admin, dpo, mill):
    permit_engine(admin, path="elsewhere.translate")
    html = sign_in(dpo).get(reverse(PAGE)).content.decode()
    assert ("permitted for another program" in html, "elsewhere.translate" in html) == (True, True)
    EnginePermission.objects.update(path="tests.translating.mill.shout")
    assert "permitted for another program" not in sign_in(dpo).get(reverse(PAGE)).content.decode()
