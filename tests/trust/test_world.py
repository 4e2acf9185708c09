"""The world of canaries is whole: nothing of a customer's is missing in it."""

import pytest
from django.apps import apps

from staff.policy import registered
from staff.rows import House
from tests.trust.canaries import CODED, text_fields
from tests.trust.expected import Whose, group_of
from tests.trust.world import BOOKED, FIGURES, RECIPES

pytestmark = pytest.mark.trust


def test_rows_of_every_kind_that_belongs_to_somebody_are_in_the_world(world_of):
    world_of("manager")
    owned = {model for model, rule in registered().items() if not isinstance(rule.rows, House)}

    made = {apps.get_model(label) for label in BOOKED} | set(RECIPES)
    assert {model._meta.label for model in owned - made} == set(FIGURES), "add a recipe to tests/trust/world.py"
    assert [model._meta.label for model in made if not model._default_manager.exists()] == []


def test_each_text_is_a_canary_of_its_own(world_of):
    world = world_of("manager")
    known = {(canary.model, canary.field) for canary in world.canaries.values()}

    fields = [(model._meta.label, each.name) for model in RECIPES for each in text_fields(model)]
    assert sorted(set(fields) - known) == []
    assert [group_of(model, name) for model, name in known if not group_of(model, name)] == []


@pytest.mark.parametrize("model", CODED, ids=lambda model: model._meta.label)
def test_what_is_left_out_as_a_code_exists(model):
    assert set(CODED[model].split()) - {each.name for each in model._meta.local_fields} == set()


def test_each_row_has_its_reader_beside_it(world_of):
    world = world_of("manager")
    owners = {whose: world.contact(whose).owner.full_name for whose in Whose}

    assert owners == {
        Whose.OWN: "Reader", Whose.TEAM: "Mate", Whose.FOREIGN: "Far", Whose.LENT: "Far", Whose.WORKED: "Far",
        Whose.BIN: "Mate", Whose.FOREIGN_BIN: "Far",
    }  # fmt: skip
