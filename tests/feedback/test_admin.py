import pytest
from django.urls import reverse

from feedback.models import Answer, Invitation, Response, Survey
from tests.factories.feedback import make_response


@pytest.fixture
def response(carol):
    return make_response(carol, 2, comment="Slow.")


@pytest.mark.parametrize("name", ["invitation", "response"])
def test_what_customers_said_is_read_and_nothing_more(sign_in, admin, response, name):
    client = sign_in(admin)
    pk = {"invitation": response.invitation_id, "response": response.pk}[name]
    assert client.get(reverse(f"admin:feedback_{name}_changelist")).status_code == 200
    page = client.get(reverse(f"admin:feedback_{name}_change", args=[pk])).content.decode()
    assert "_save" not in page
    assert client.get(reverse(f"admin:feedback_{name}_add")).status_code == 403
    assert client.post(reverse(f"admin:feedback_{name}_change", args=[pk]), {"language": "da"}).status_code == 403
    assert client.post(reverse(f"admin:feedback_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert (Invitation.objects.count(), Response.objects.count(), Answer.objects.count()) == (1, 1, 2)
    assert Response.objects.get().language == "en"


def test_a_survey_is_closed_and_not_deleted(sign_in, admin, response):
    client = sign_in(admin)
    survey = Survey.objects.get(code="after_conversation")
    page = client.get(reverse("admin:feedback_survey_change", args=[survey.pk])).content.decode()
    assert 'name="title_ar"' in page
    assert 'name="questions-0-text_lt"' in page
    assert client.post(reverse("admin:feedback_survey_delete", args=[survey.pk]), {"post": "yes"}).status_code == 403
    assert Survey.objects.filter(pk=survey.pk).exists()
