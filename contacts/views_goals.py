"""What a customer wants to reach: the form in which it is written down, and looked at every quarter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access import editable_contact_for
from contacts.access_needs import editable_goal_for
from contacts.actions.goals import save_goal
from contacts.forms_needs import GoalForm
from contacts.models import Contact, CustomerGoal
from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def goal_create(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, editable_contact_for(request.user, pk))


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def goal_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Saving it, changed or not, says that it was looked at."""
    goal = editable_goal_for(request.user, pk)
    return _save(request, goal.contact, goal)


def _save(request: StaffRequest, contact: Contact, goal: CustomerGoal | None = None) -> HttpResponse:
    # The form writes what was typed onto its own copy; the action compares it with the stored row.
    form = GoalForm(request.POST or None, instance=CustomerGoal.objects.get(pk=goal.pk) if goal else None)
    if request.method == "POST" and form.is_valid():
        save_goal(by=request.user, contact=contact, goal=goal, **form.values())
        messages.success(request, _("Saved."))
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    context = {"form": form, "contact": contact, "goal": goal}
    return render(request, "contacts/goal_form.html", context, status=422 if form.is_bound else 200)
