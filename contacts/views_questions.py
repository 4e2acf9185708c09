"""The pages under Settings on which an administrator words the questions of a talk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.questions import save_question
from contacts.forms_needs import NeedQuestionForm
from contacts.models import NeedQuestion
from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action


@requires(Action.CONFIGURE)
@require_GET
def question_list(request: StaffRequest) -> HttpResponse:
    return render(request, "contacts/question_list.html", {"questions": NeedQuestion.objects.all()})


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def question_create(request: StaffRequest) -> HttpResponse:
    return _save(request, None)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def question_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(NeedQuestion, pk=pk))


def _save(request: StaffRequest, question: NeedQuestion | None) -> HttpResponse:
    instance = NeedQuestion.objects.get(pk=question.pk) if question else None
    form = NeedQuestionForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        save_question(by=request.user, fields=form.values(), question=question)
        messages.success(request, _("Saved."))
        return redirect_page(request, "contacts:question_list")
    context = {"form": form, "question": question}
    return render(request, "contacts/question_form.html", context, status=422 if form.is_bound else 200)
