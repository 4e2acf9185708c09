"""What somebody wrote, in another language, beside the original.

Owns Translation, EnginePermission, Term (the glossary). Imports `crm`, `staff`, `contacts`. A room above whose texts
are translated registers them with `translating.texts.register` and puts translations beside them with
`translating.beside`.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslatingConfig(AppConfig):
    name = "translating"
    verbose_name = _("Translations")

    def ready(self) -> None:
        # Once the models are loaded: policy and receivers. An engine that cannot be imported stops the start.
        from translating import access, engines, receivers  # noqa: F401  (for what importing them registers)

        for code in engines.known():
            engines.function_of(code)
