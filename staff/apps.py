"""Colleagues and the house itself.

Owns Organisation, User, Team, RoleAssignment, AuditEntry, AccessToken, Notice. Everyone may import it; it
imports only `crm`. Announces `organisation_founded`.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from crm.append_only import reinstall_after_migrate

keep_triggers = reinstall_after_migrate("staff_auditentry")


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = _("Team")

    def ready(self) -> None:
        post_migrate.connect(keep_triggers, sender=self)
