"""The companies of an import: found by their folded names, or made."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from contacts.importing.rows import ParsedPerson
from contacts.models import Company, ImportRun
from crm.lookups import among
from crm.text import fold

# Companies of which a long import remembers where they stand.
MOST_COMPANIES = 20_000


def company_key(person: ParsedPerson) -> str:
    return fold(person.company)[:250]


def meet_companies(met: dict[str, int], run: ImportRun, people: Sequence[ParsedPerson]) -> list[Company]:
    """Add to those `met` the company of each folded name within what the owner sees; return those that were made."""
    if len(met) > MOST_COMPANIES:
        met.clear()
    people_by_key = {company_key(person): person for person in reversed(people)}
    wanted = {key: person for key, person in people_by_key.items() if key and key not in met}
    visible = Company.objects.visible_to(run.owner).filter(search_key__in=among(wanted))
    met.update(visible.order_by("-pk").values_list("search_key", "pk"))
    made = [_company(run, person) for key, person in wanted.items() if key not in met]
    Company.objects.bulk_create(made)
    met.update((company.search_key, company.pk) for company in made)
    return made


def _company(run: ImportRun, person: ParsedPerson) -> Company:
    company = Company(
        name=person.company,
        website=_web_address(person.website),
        industry=person.industry,
        size_band=person.size_band,
        **person.company_place,
        owner=run.owner,
        team=run.owner.team,
        created_at=run.at,
        created_by=run.by,
    )
    company.set_search_keys()
    return company


def _web_address(text: str) -> str:
    address = text if "://" in text or not text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address
