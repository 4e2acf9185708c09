"""What the made-up people are to the house and what it cost to win them, told from what is known of them
already, so that nothing else of the world changes."""

from decimal import Decimal

from contacts.models import Company, Contact, Stage
from demo.house import BASE_CURRENCY

SOURCES = ("recommendation", "fair", "website", "call", "advert")
CAMPAIGNS = {"fair": "Autumn fair {year}", "advert": "Light at home {year}", "website": "Lamp finder"}
COSTS = {"fair": 40, "advert": 25, "call": 12, "website": 5}
INDUSTRIES = ("building", "hospitality", "education", "health", "trade", "services", "public", "media")
SIZE_BANDS = ("1-9", "10-49", "50-249", "250+")
WHERE_FROM = ("source", "campaign", "referrer_name", "acquisition_cost", "acquisition_currency", "roles")
EVERY_NINTH, EVERY_TENTH = 9, 10


def say_where_from(contact: Contact) -> None:
    source = contact.source
    contact.campaign = CAMPAIGNS.get(source, "").format(year=contact.created_at.year)
    contact.acquisition_cost, contact.acquisition_currency = None, ""
    if source in COSTS:
        contact.acquisition_cost = Decimal(COSTS[source] + contact.created_at.day)
        contact.acquisition_currency = BASE_CURRENCY
    contact.referrer_name = "A guest of the fair" if source == "fair" and contact.created_at.day == 1 else ""
    contact.roles = _roles(contact)


def _roles(contact: Contact) -> list[str]:
    if contact.stage == Stage.AWARENESS:
        return ["lead"]
    if contact.created_at.day % EVERY_NINTH == 0:
        return ["customer", "partner"]
    return ["press"] if contact.created_at.day % EVERY_TENTH == 0 else ["customer"]


def place_company(company: Company, number: int) -> None:
    company.industry = INDUSTRIES[number % len(INDUSTRIES)]
    company.size_band = SIZE_BANDS[number % len(SIZE_BANDS)]
