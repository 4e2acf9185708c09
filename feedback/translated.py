"""What of an answer is translated: the comments that somebody wrote."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from contacts.models import Contact
from crm.sight import shown
from feedback.models import Answer, Response
from staff.models import User
from translating.guessing import language_of
from translating.texts import Kind, Part


def _find(user: User, pk: int) -> Response:
    visible = Response.objects.visible_to(user).select_related("invitation__contact", "invitation__survey")
    response: Response = shown(get_object_or_404(visible, pk=pk))
    current = Answer.objects.filter(response=response, is_current=True).select_related("question")
    response.current = list(current.order_by("question__position"))
    return response


def _parts(response: Response) -> list[Part]:
    """Under the number of its question, so that a comment that was changed is the same comment."""
    return [
        Part(f"question/{answer.question_id}", answer.question.text, answer.text)
        for answer in response.current
        if answer.text.strip()
    ]


def _language(response: Response) -> str:
    """Of the words themselves; people answer in their own, whatever language the survey was in."""
    return language_of("\n".join(part.words for part in _parts(response)), response.language)


def _contact(response: Response) -> Contact:
    return response.invitation.contact


def _leads_to(response: Response) -> str:
    return reverse("contacts:contact_detail", args=[response.invitation.contact_id])


ANSWERS = Kind(Response, "translating:answer", _find, _parts, _language, _contact, _leads_to)
