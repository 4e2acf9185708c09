"""How we are doing. Reads every room below and keeps reports computed ahead; nothing may depend on a figure."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "metrics"
    verbose_name = _("Metrics")

    def ready(self) -> None:
        from metrics import access  # noqa: F401  (once the models are loaded: the policy)
