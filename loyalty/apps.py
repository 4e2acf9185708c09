"""Thanks: points in books that prove themselves, and referrals.

Owns Programme, EarnRule, Account, Transaction, Entry, Lot, Allocation, Referral. Stands above its sources: it
listens to sales and feedback, which never know that points exist.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from crm.append_only import reinstall_after_migrate

keep_triggers = reinstall_after_migrate("loyalty_transaction", "loyalty_entry", "loyalty_lot", "loyalty_allocation")


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Loyalty")

    def ready(self) -> None:
        from contacts import segments
        from loyalty import access, conditions, receivers  # noqa: F401  (once the models are loaded: policy and receivers)

        segments.register(*conditions.CONDITIONS)
        post_migrate.connect(keep_triggers, sender=self)
