"""Whom we know.

Owns Contact, Company, ContactPoint, ImportantDate, Consent, StageChange, Segment, SegmentMembership, CustomField,
CustomOption, CustomValue, Fact, Footing, NeedQuestion, CustomerGoal, GoalStep, Employment, Relation, RelationKind,
Label, Tag, BulkRun, BulkRow, ImportRun, ImportRowError, ImportTrace, ImportMapping, Merge, MergeMove, DuplicatePair,
CompanyMerge, CompanyMove, CompanyPair, CultureNote, CultureVersion, CultureFlag, WorkingCalendar, SpecialHours. Imports
`crm` and `staff`; every room above may import it, adds what segments may ask by `contacts.segments.register`, what the
report on gaps counts by
`contacts.quality.register`, and what to offer next by `contacts.suggesting.register`. What it announces stands in
`contacts/signals.py`.
"""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from contacts import consent_guards
from contacts.checks import check_size
from contacts.indexes import INDEXES
from crm.append_only import reinstall_after_migrate
from crm.postgres_indexes import install_after_migrate

keep_indexes = install_after_migrate(*INDEXES)
keep_versions = reinstall_after_migrate("contacts_cultureversion")


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        # Once the models are loaded: policy and receivers.
        from contacts import (  # noqa: F401  (for what importing them registers)
            access,
            access_culture,
            access_needs,
            conditions,
            custom,
            labels,
            quality,
            receivers,
            segments,
        )
        from contacts.actions import culture, sharing
        from contacts.actions.quality import NOTICE
        from staff import notices, saved_views

        post_migrate.connect(consent_guards.reinstall_after_migrate, sender=self)
        post_migrate.connect(keep_versions, sender=self)
        post_migrate.connect(labels.install_after_migrate, sender=self)
        post_migrate.connect(keep_indexes, sender=self)
        register(check_size, Tags.database)
        notices.register_lookout(access.out_of_sight)
        notices.register(sharing.SHARED, _("%(by)s shared a customer with you. It ends on %(until)s."), icon="share")
        notices.register(
            NOTICE, _("Something is missing in your contacts: %(kinds)s kinds of gaps."), icon="list-check"
        )
        notices.register(
            culture.WAITING, _("%(by)s proposes a culture note. A second person publishes it."), icon="users"
        )
        notices.register(culture.PUBLISHED, _("%(by)s published your culture note."), icon="user-check")
        notices.register(culture.DECLINED, _("%(by)s did not take your culture note."), icon="x")
        segments.register(*conditions.CONDITIONS)
        quality.register(*quality.GAPS)
        segments.register_family("custom", custom.conditions)
        saved_views.register("contacts:contact_list", _("Contacts"))
        saved_views.register("contacts:company_list", _("Companies"))
        declare_countries()
        declare_exports()


def declare_exports() -> None:
    """What of this room leaves as a file."""
    from contacts import filters_company
    from contacts.filters import filter_in_words
    from staff.exporting import ExportKind, register
    from staff.models import Role, User

    # A team lead takes much of the team's customers away with a second person alone.
    def taken_with_another(user: User) -> bool:
        return not user.is_superuser and Role.LEAD in user.roles

    rows_left_out = ExportKind(_("the rows that an import left out"), taken_with_another)
    register("contacts:import_errors", rows_left_out)
    register("contacts:contact_export", ExportKind(_("a list of contacts"), taken_with_another, filter_in_words))
    companies = ExportKind(_("a list of companies"), taken_with_another, filters_company.filter_in_words)
    register("contacts:company_export", companies)


def declare_countries() -> None:
    """How the audit trail finds the countries of the customers that it is about."""
    from contacts.models import Contact
    from staff.audit_asking import register_countries

    def countries_of(ids: list[int]) -> dict[int, str]:
        return dict(Contact.objects.filter(pk__in=ids).values_list("pk", "country"))

    register_countries(countries_of)
