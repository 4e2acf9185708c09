"""Money: what was sold, at which frozen rate, and what is under contract.

Owns Product, Purchase, Contract, ExchangeRate, BudgetRate. Imports `crm`, `staff`, `contacts`, `outreach`,
`interactions`.
Announces `purchase_recorded`.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from crm.append_only import reinstall_after_migrate

keep_triggers = reinstall_after_migrate("sales_exchangerate", "sales_budgetrate")


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        # The models are loaded only now: fill the registries.
        from contacts import segments, suggesting
        from interactions import my_day, watching, worth
        from sales import access, conditions, receivers  # noqa: F401  (once the models are loaded: policy, conditions and receivers)
        from sales.my_day import SOURCES
        from sales.suggesting import suggestions
        from sales.watching import WATCH, bought_in_a_year

        for source in SOURCES:
            my_day.register(source)
        watching.register(WATCH)
        worth.register(bought_in_a_year)
        suggesting.register(suggestions)
        segments.register(*conditions.CONDITIONS)
        post_migrate.connect(keep_triggers, sender=self)
