import pytest
from django.core.exceptions import ValidationError

from staff.actions.organisation import update_organisation
from staff.forms import OrganisationForm
from staff.models import Organisation
from staff.stand_ins import as_lines, offered_languages, read_lines

CHAINS = {"sk": ["cs", "en"], "nb": ["da"]}


def filled(organisation, lines, **changed):
    """The settings as they stand, with other lines of stand-ins."""
    form = OrganisationForm(instance=organisation)
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: value for name, value in values.items() if value is not None}
    return OrganisationForm({**values, "stand_ins": lines, **changed}, instance=organisation)


@pytest.fixture
def house(organisation):
    organisation.country = "CZ"
    organisation.save()
    return organisation


def test_lines_become_chains_and_chains_lines():
    assert read_lines("sk: cs, en\n\n NB : da \nsk: lt") == {"sk": ["cs", "en", "lt"], "nb": ["da"]}
    assert as_lines(CHAINS) == "sk: cs, en\nnb: da"
    assert read_lines(as_lines(CHAINS)) == CHAINS


def test_an_administrator_sets_chains_in_the_settings(admin, house, sign_in):
    form = filled(house, "sk: cs, en\nnb: da")
    assert form.is_valid(), form.errors
    update_organisation(by=admin, **form.cleaned_data)
    assert Organisation.current().stand_ins == CHAINS
    assert "sk: cs, en" in sign_in(admin).get("/settings/organisation/").content.decode()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("uk: ru", "Russian never stands in for Ukrainian. Choose another language, or leave the line out."),
        ("uk: en, ru", "Russian never stands in for Ukrainian. Choose another language, or leave the line out."),
        ("slovak: cs", "“slovak” is no code of a language; Slovak, for example, is sk."),
        ("sk", "Say which language stands in for “sk”."),
        ("sk: pl", "Nothing is written in “pl”. Choose from: en, ru, cs, da, lt, ar."),
        (": cs", "“” is no code of a language; Slovak, for example, is sk."),
    ],
)
def test_a_wrong_line_is_answered_with_what_to_do(house, lines, said):
    form = filled(house, lines)
    assert form.errors == {"stand_ins": [said]}


def test_only_what_is_offered_stands_in(house):
    form = filled(house, "sk: cs", languages=["en", "da"])
    assert form.errors == {"stand_ins": ["Only languages ticked above can stand in for others."]}


@pytest.mark.parametrize("chains", [{"uk": ["ru"]}, {"sk": "cs"}, {"sk": []}, {"sk": [1]}, ["sk"], {"": ["cs"]}])
def test_no_other_way_in_is_laxer_than_the_form(house, admin, chains):
    with pytest.raises(ValidationError):
        update_organisation(by=admin, stand_ins=chains)


def test_a_house_that_ticked_nothing_offers_all(house):
    house.languages = []
    assert offered_languages(house) == ["en", "ru", "cs", "da", "lt", "ar"]
    house.languages = ["ar", "en"]
    assert offered_languages(house) == ["en", "ar"]
