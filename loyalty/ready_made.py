"""The programme that an organisation starts with: points for purchases and for answers."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from loyalty.books import own_account
from loyalty.models import MEMBER_KINDS, AccountKind, EarnRule, EarnTrigger, Programme

CODE = "points"
NAMES = {
    "en": "Points",
    "ru": "Баллы",
    "cs": "Body",
    "da": "Point",
    "lt": "Taškai",
    "ar": "النقاط",
}
RULES: dict[EarnTrigger, dict[str, Any]] = {
    EarnTrigger.PURCHASE: {"points_per_unit": Decimal(1)},
    EarnTrigger.SURVEY: {"fixed_points": 50},
}


@transaction.atomic
def install(*, now: datetime) -> Programme:
    """Make the programme, its rules and its own accounts; what stands already is left as it is."""
    names = {f"name_{language}": name for language, name in NAMES.items()}
    programme, is_new = Programme.objects.get_or_create(code=CODE, defaults=names)
    if is_new:
        for trigger, worth in RULES.items():
            EarnRule.objects.create(programme=programme, trigger=trigger, **worth)
    for kind in AccountKind:
        if kind not in MEMBER_KINDS:
            own_account(programme, kind)
    return programme
