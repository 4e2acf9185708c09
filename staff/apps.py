"""Colleagues and the house itself.

Owns Organisation, User, Team, RoleAssignment, LanguageSkill, Invitation (of a colleague), Approval, AuditEntry and its
seals, AccessToken, Share, Notice, SavedView, ViewChoice, Draft. Everyone may import it; it imports only `crm`.
Announces `organisation_founded`, `belongings_asked` and `colleague_left`.
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
        declare_exports()
        declare_notices()
        post_migrate.connect(reinstall_after_migrate, sender=self)


def declare_approvals() -> None:
    """What of this room's own may wait for a second person."""
    from staff import approvals
    from staff.actions import exporting as exports
    from staff.actions import leaving, people, second_person
    from staff.exporting import EXPORT_APPROVAL, address_of, words_for_export
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
    # Who answers for the data decides about what leaves the house.
    approvals.register(
        EXPORT_APPROVAL,
        approvals.ApprovalKind(
            Action.READ_AUDIT, exports.may_decide_export, words_for_export, exports.let_go, leads_to=address_of
        ),
    )


def declare_exports() -> None:
    from staff import exporting
    from staff.forms_audit import filter_in_words

    # More than a page of the trail is what everybody did: nobody who reads it takes it away alone.
    trail = exporting.ExportKind(_("the audit trail as a table"), lambda user: True, filter_in_words)
    exporting.register("staff:audit_export", trail)


def declare_notices() -> None:
    from staff import notices
    from staff.actions import alarms, approvals

    notices.register(approvals.ASKED, _("%(asker)s asks you to agree to something."), icon="shield-check")
    notices.register(approvals.AGREED, _("%(decider)s agreed to what you asked for."), icon="check")
    notices.register(approvals.DECLINED, _("%(decider)s declined what you asked for."), icon="x")
    notices.register(
        alarms.GUESSED,
        _("Somebody guesses at secret links, more than a thousand times a minute."),
        icon="alert-triangle",
    )
    notices.register("colleague_changed", _("%(by)s changed your roles or your team."), icon="users-group")
