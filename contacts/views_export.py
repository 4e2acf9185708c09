"""A list of contacts or of companies as a file."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts.actions.import_facts import columns_for
from contacts.custom import readable_fields
from contacts.exporting.companies import HEADERS, company_table
from contacts.exporting.people import exported_people, most_points
from contacts.exporting.tables import table, write_csv, write_xlsx
from contacts.exporting.vcards import write_vcards
from contacts.filters import filter_form, filtered, ordered
from contacts.filters_company import CompanyFilterForm, companies_passing
from contacts.models import Contact
from contacts.models.custom import Subject
from staff.access import StaffRequest, requires
from staff.models import User
from staff.policy import Action
from staff.releasing import released

EXPORTED_AT_MOST = 100_000


def _csv(user: User, pks: Sequence[int], out: BinaryIO) -> None:
    write_csv(_table(user, pks), out)


def _xlsx(user: User, pks: Sequence[int], out: BinaryIO) -> None:
    write_xlsx(_table(user, pks), out)


def _table(user: User, pks: Sequence[int]) -> Iterator[list[str]]:
    own = columns_for(user)
    return table(exported_people(user, pks, own), most_points(user, pks), own)


def _vcf(user: User, pks: Sequence[int], out: BinaryIO) -> None:
    own = columns_for(user)
    write_vcards(exported_people(user, pks, own), out, own)


Write = Callable[[User, Sequence[int], BinaryIO], None]
KINDS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "vcf": ("text/vcard; charset=utf-8", _vcf),
}


COMPANY_KINDS = {"csv": write_csv, "xlsx": write_xlsx}


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
def contact_export(request: StaffRequest, kind: str) -> HttpResponse:
    """The list with the filters of the address, in its order: as CSV, XLSX or vCard."""
    if kind not in KINDS:
        raise Http404
    form = filter_form(request.GET, request.user, readable_fields(request.user, Subject.CONTACT))
    visible = Contact.objects.visible_to(request.user)
    contacts = ordered(filtered(visible, form, user=request.user, now=timezone.now()), form, request.LANGUAGE_CODE)
    pks = list(contacts.values_list("pk", flat=True)[:EXPORTED_AT_MOST])
    return released(request, rows=len(pks), make=lambda: _file(request.user, pks, kind))


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
def company_export(request: StaffRequest, kind: str) -> HttpResponse:
    """The list of companies with the filters of the address, in its order: as CSV or XLSX."""
    if kind not in COMPANY_KINDS:
        raise Http404
    found = companies_passing(CompanyFilterForm(request.GET), user=request.user, language=request.LANGUAGE_CODE)
    pks = list(found.values_list("pk", flat=True)[:EXPORTED_AT_MOST])
    return released(request, rows=len(pks), make=lambda: _company_file(request.user, pks, kind))


def _company_file(user: User, pks: Sequence[int], kind: str) -> Any:
    own = columns_for(user, Subject.COMPANY, HEADERS)
    out = io.BytesIO()
    COMPANY_KINDS[kind](company_table(user, pks, own), out)
    return _sent(out, "companies", kind)


def _file(user: User, pks: Sequence[int], kind: str) -> Any:
    out = io.BytesIO()
    KINDS[kind][1](user, pks, out)
    return _sent(out, "contacts", kind)


def _sent(out: io.BytesIO, what: str, kind: str) -> Any:
    out.seek(0)
    name = f"{what}-{timezone.now():%Y-%m-%d}.{kind}"
    return FileResponse(out, as_attachment=True, filename=name, content_type=KINDS[kind][0])
