"""How a tense relationship is handled: one colleague and the leads write, and nothing that is not asked for leaves."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.models import Tension
from staff.models import Role, User
from staff.policy import Action, Scope, reach

HOLD = "interactions.tension"


def tension_of(contact: Contact) -> Tension | None:
    """The tension that holds; None where the relationship has always been calm."""
    newest: Tension | None = Tension.objects.select_related("keeper", "by").newest(contact)
    return newest


def leads_of(contact: Contact) -> QuerySet[User]:
    """The leads of the contact's team."""
    leads = User.objects.filter(is_active=True, role_assignments__role=Role.LEAD, team__isnull=False)
    return leads.filter(team=contact.team_id).order_by("pk")


def may_write_now(user: User, contact: Contact, tension: Tension | None) -> bool:
    """While it is tense: the one who speaks with them, or the owner where nobody was named, and who leads the team."""
    if tension is None or not tension.is_tense:
        return True
    keeper = tension.keeper_id or contact.owner_id
    return user.pk == keeper or reach(user, Action.MAIL_CONTACT) in (Scope.TEAM, Scope.ALL)


def check_may_write(user: User, contact: Contact) -> None:
    """Raise ValidationError for a mail of somebody who leaves a tense relationship to others."""
    if not may_write_now(user, contact, tension_of(contact)):
        raise ValidationError(
            _("This relationship is tense. Only the colleague who speaks with them now, and the leads, write to them.")
        )
