"""Colleagues and the house itself.

Owns Organisation, User, Team, RoleAssignment, LanguageSkill, Invitation (of a colleague), Approval, AuditEntry and its
seals, AccessToken, Share, Notice. Everyone may import it; it imports only `crm`. Announces `organisation_founded`,
`belongings_asked` and `colleague_left`.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from staff.audit_guards import reinstall_after_migrate


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = _("Team")

    def ready(self) -> None:
        from staff import access, receivers  # noqa: F401  (once the models are loaded: policy and receivers)

        declare_approvals()
        declare_notices()
        post_migrate.connect(reinstall_after_migrate, sender=self)


def declare_approvals() -> None:
    """What of this room's own may wait for a second person."""
    from staff import approvals
    from staff.actions import leaving, people, second_person
    from staff.policy import Action

    approvals.register(
        people.POWERS_APPROVAL,
        approvals.ApprovalKind(
            Action.MANAGE_PEOPLE, people.may_decide_powers, people.words_for_powers, people.hand_out
        ),
    )
    approvals.register(
        leaving.LEAVING_APPROVAL,
        approvals.ApprovalKind(
            Action.MANAGE_PEOPLE, leaving.may_decide_leaving, leaving.words_for_leaving, leaving.close_as_agreed
        ),
    )
    approvals.register(
        second_person.SECOND_PERSON_APPROVAL,
        approvals.ApprovalKind(
            Action.MANAGE_PEOPLE, second_person.may_decide_rule, second_person.words_for_rule, second_person.turn_off
        ),
    )


def declare_notices() -> None:
    from staff import notices
    from staff.actions import approvals

    notices.register(approvals.ASKED, _("%(asker)s asks you to agree to something."), icon="shield-check")
    notices.register(approvals.AGREED, _("%(decider)s agreed to what you asked for."), icon="check")
    notices.register(approvals.DECLINED, _("%(decider)s declined what you asked for."), icon="x")
    notices.register("colleague_changed", _("%(by)s changed your roles or your team."), icon="users-group")
