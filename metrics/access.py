"""Whose customers a colleague's figures are about, and who of them may be named."""

from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from metrics.models import Report
from staff.models import User
from staff.policy import Action, Scope, reach, reaches_as_far, register, scope
from staff.rows import Mine

register(Report, Mine("user"), view=Action.VIEW_METRICS)

EVERYONE = "everyone"


def audience_of(user: User) -> str:
    """A name for the customers whom the user's figures count; it changes with the user's role and team."""
    reached = reach(user, Action.VIEW_METRICS)
    if reached == Scope.ALL:
        return EVERYONE
    return f"colleague {user.pk}, team {user.team_id or 'none'}, {reached}"


def customers_of(user: User) -> ContactQuerySet | None:
    """The contacts that the user's figures count; None for everyone."""
    if reach(user, Action.VIEW_METRICS) == Scope.ALL:
        return None
    return scope(user, Action.VIEW_METRICS, Contact.objects.all())


def customers_in_words(user: User) -> str:
    reached = reach(user, Action.VIEW_METRICS)
    if reached == Scope.ALL:
        return _("All customers")
    if reached == Scope.TEAM and user.team_id:
        return _("Your team's customers")
    return _("Your customers")


def sees_each(user: User, action: Action) -> bool:
    """Whether the action reaches as far as the figures do: to each customer that they count."""
    return reaches_as_far(user, action, Action.VIEW_METRICS)


def lists_each(user: User, *, is_about_answers: bool) -> bool:
    """Whether a list of customers leaves out none that the figures count."""
    return sees_each(user, Action.VIEW_CONTACTS) and (not is_about_answers or sees_each(user, Action.VIEW_FEEDBACK))


def listable(user: User, contacts: ContactQuerySet, *, is_about_answers: bool) -> ContactQuerySet:
    """Those of the contacts whom the user may see by name, and for answers whose answers."""
    named = contacts.visible_to(user)
    return scope(user, Action.VIEW_FEEDBACK, named) if is_about_answers else named
