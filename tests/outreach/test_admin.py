import pytest
from django.urls import reverse

from outreach import rules
from outreach.models import Journey, JourneyStep, MessageTemplate
from tests.factories.outreach import make_message

VIEW_ONLY = ("message", "sendslot", "suppression", "hold", "heartbeat", "capcount", "installation")


@pytest.fixture
def client(sign_in, admin, carol):
    make_message(carol)
    return sign_in(admin)


def form_of(template: MessageTemplate) -> dict[str, str]:
    fields = ("name", "subject", "body")
    words = {
        f"{field}_{language}": getattr(template, f"{field}_{language}") or ""
        for field in fields
        for language in ("en", "ru", "cs", "da", "lt", "ar")
    }
    return {"code": template.code, **words}


@pytest.mark.parametrize("name", VIEW_ONLY)
def test_what_was_planned_and_sent_is_only_read(client, name):
    assert client.get(reverse(f"admin:outreach_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:outreach_{name}_add")).status_code == 403


def test_words_are_changed_in_each_language_and_get_a_new_version(client):
    template = MessageTemplate.objects.get(code=rules.BIRTHDAY)
    url = reverse("admin:outreach_messagetemplate_change", args=[template.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {**form_of(template), "subject_cs": "Vše nejlepší!"}).status_code == 302
    template.refresh_from_db()
    assert (template.subject_cs, template.subject_en, template.version) == ("Vše nejlepší!", "Happy birthday!", 2)


@pytest.mark.parametrize("words", ["{{ nmae }}", "{% load x %}", "{{ survey_url }}"])
def test_words_that_could_never_be_sent_are_refused(client, words):
    template = MessageTemplate.objects.get(code=rules.BIRTHDAY)
    url = reverse("admin:outreach_messagetemplate_change", args=[template.pk])
    response = client.post(url, {**form_of(template), "body_lt": words})
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["body_lt"]
    template.refresh_from_db()
    assert template.version == 1


def test_journeys_and_their_steps_are_mended_but_not_deleted(client):
    journey = Journey.objects.get(code=rules.BIRTHDAY)
    assert client.get(reverse("admin:outreach_journey_change", args=[journey.pk])).status_code == 200
    assert client.post(reverse("admin:outreach_journey_delete", args=[journey.pk])).status_code == 403
    assert JourneyStep.objects.filter(journey=journey).count() == 1
