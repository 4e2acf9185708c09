from django.urls import reverse

from staff.models import Role
from tests.factories.staff import make_user
from tests.factories.translating import make_term
from translating.models import Term

LIST, ADD = "admin:translating_term_changelist", "admin:translating_term_add"


def test_administrators_keep_the_glossary(sign_in, organisation):
    client = sign_in(make_user("Ada", Role.ADMINISTRATOR, is_staff=True))
    said = {"term": "lampa", "original_language": "cs", "language": "en", "wanted": "luminaire", "note": ""}
    assert client.post(reverse(ADD), said).status_code == 302
    assert Term.objects.values_list("term", "original_language", "language", "wanted", "is_kept").get() == (
        *("lampa", "cs", "en", "luminaire", False),
    )


def test_a_word_without_wanted_words_is_refused_with_a_sentence(sign_in, admin):
    response = sign_in(admin).post(reverse(ADD), {"term": "lampa"})
    assert "Give the wanted words, or say that it is not translated." in response.content.decode()
    assert not Term.objects.exists()


def test_others_do_not_open_the_glossary(sign_in, alice, lead):
    make_term("a secret word")
    for user in (alice, lead):
        response = sign_in(user).get(reverse(LIST), follow=True)
        assert "a secret word" not in response.content.decode()


def test_translations_and_permissions_are_only_read(sign_in, admin):
    client = sign_in(admin)
    names = ("translation", "enginepermission")
    shown = [client.get(reverse(f"admin:translating_{name}_changelist")).status_code for name in names]
    added = [client.get(reverse(f"admin:translating_{name}_add")).status_code for name in names]
    assert (shown, added) == ([200, 200], [403, 403])
