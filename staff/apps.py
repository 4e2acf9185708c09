"""Colleagues and the house itself.

Owns Organisation, User, Team, RoleAssignment, AuditEntry and its seals, AccessToken, Notice. Everyone may import it; it
imports only `crm`. Announces `organisation_founded`.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from staff.audit_guards import reinstall_after_migrate


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = _("Team")

    def ready(self) -> None:
        post_migrate.connect(reinstall_after_migrate, sender=self)
