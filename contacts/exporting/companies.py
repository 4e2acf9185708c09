"""Companies as a table: their columns, their tags, and those of the house's own fields that the reader sees."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from contacts.custom import facts_by_record
from contacts.importing.own_fields import OwnColumn
from contacts.models import Company
from contacts.models.custom import Subject
from crm.lookups import among
from staff.models import User

CHUNK = 500
HEADERS = ("Name", "Website", "Country", "Region", "City", "Postcode", "Street", "Owner", "Tags", "External ID")


def company_table(user: User, pks: Sequence[int], own: Sequence[OwnColumn]) -> Iterator[list[str]]:
    """The head and a row for each of the visible companies, in their order."""
    yield [*HEADERS, *(column.header for column in own)]
    for start in range(0, len(pks), CHUNK):
        yield from _chunk(user, pks[start : start + CHUNK], own)


def _chunk(user: User, pks: Sequence[int], own: Sequence[OwnColumn]) -> Iterator[list[str]]:
    companies = Company.objects.visible_to(user).select_related("owner").in_bulk(pks)
    facts = facts_by_record(Subject.COMPANY, list(companies), [column.field.pk for column in own], user)
    tags = defaultdict[int, list[str]](list)
    tagged = Company.tags.through.objects.filter(company__in=among(list(companies))).order_by("tag__key")
    for pk, name in tagged.values_list("company", "tag__name"):
        tags[pk].append(name)
    for company in (companies[pk] for pk in pks if pk in companies):
        known = facts.get(company.pk, {})
        owner = company.owner.full_name if company.owner else ""
        place = (company.country, company.region, company.city, company.postcode, company.street)
        told = [company.name, company.website, *place, owner, ", ".join(tags[company.pk])]
        cells = [column.write(known[at]) if (at := column.field.pk) in known else "" for column in own]
        yield [*told, company.external_id, *cells]
