"""Segments that everybody sees, for the list, the mails and the report on attention."""

from contacts.models import Segment
from demo.house import House

SEGMENTS = {
    "Committed customers": [{"field": "stage", "is": "any_of", "value": ["commitment"]}],
    "Growing with us": [{"field": "stage", "is": "any_of", "value": ["exploration", "expansion"]}],
    "Quiet for 90 days": [{"field": "last_contact", "is": "not_in_last", "value": 90}],
    "Came through a recommendation": [{"field": "source", "is": "any_of", "value": ["recommendation"]}],
    "Hotels and restaurants": [{"field": "industry", "is": "any_of", "value": ["hospitality"]}],
    "Left, and to be won back": [
        {"field": "stage", "is": "any_of", "value": ["dissolution"]},
        {"field": "win_back", "is": "in_next", "value": 365},
    ],
}


def build_segments(house: House) -> None:
    founded = house.organisation.founded_at
    for name, conditions in SEGMENTS.items():
        Segment.objects.create(
            name=name,
            owner=house["lead"],
            is_shared=True,
            rules={"all": conditions},
            created_at=founded,
            created_by=house["lead"],
        )
