from datetime import time

from outreach import ready_made, rules
from outreach.models import Anchor, Journey, JourneyStep, MessageTemplate
from staff.signals import organisation_founded
from tests.factories.outreach import MORNING


def test_a_new_organisation_starts_with_the_ready_made_journeys(organisation):
    organisation_founded.send(type(organisation), organisation=organisation, now=MORNING)
    assert set(Journey.objects.values_list("code", flat=True)) == {rule.code for rule in rules.READY_MADE}
    assert JourneyStep.objects.count() == len(rules.READY_MADE)


def test_the_greeting_goes_at_nine_and_never_after_eight_in_the_evening(organisation):
    ready_made.install()
    step = JourneyStep.objects.select_related("journey").get(journey__code=rules.BIRTHDAY)
    assert (step.send_time, step.window_until, step.journey.anchor) == (time(9), time(20), Anchor.BIRTHDAY)
    assert (step.journey.purpose, step.is_capped) == ("greetings", False)


def test_a_second_install_makes_nothing_and_keeps_edited_words(organisation):
    assert ready_made.install() == len(rules.READY_MADE)
    MessageTemplate.objects.filter(code=rules.BIRTHDAY).update(subject_cs="Naše přání")
    assert ready_made.install() == 0
    assert MessageTemplate.objects.get(code=rules.BIRTHDAY).subject_cs == "Naše přání"
