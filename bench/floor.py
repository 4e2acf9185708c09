"""The floor: what the same pages cost in the plainest Django, over SQL written by hand.

No permissions, filters, languages, custom fields or counts; nobody can be expected to reach it.
"""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

PAGE = 50
COLUMNS = "c.id, c.full_name, c.email, c.stage, c.country, c.time_zone, c.last_contact_at, o.name AS company"
JOINED = f"SELECT {COLUMNS} FROM floor.contact c LEFT JOIN floor.company o ON o.id = c.company_id"
FIRST = f"{JOINED} ORDER BY c.sort_key, c.id LIMIT {PAGE}"
IN_COUNTRY = f"{JOINED} WHERE c.country = %s ORDER BY c.sort_key, c.id LIMIT {PAGE}"
NAMED = f"{JOINED} WHERE c.surname LIKE %s ORDER BY c.sort_key, c.id LIMIT {PAGE}"
IN_SEGMENT = f"""{JOINED} WHERE c.country = 'CZ' AND c.stage IN ('exploration', 'expansion', 'commitment')
                 AND c.last_contact_at >= now() - interval '365 days' AND c.email IS NOT NULL AND c.job_title <> ''
                 ORDER BY c.sort_key, c.id LIMIT {PAGE}"""
# The ids come from the index alone; only the rows that are shown are joined.
FAR = f"""{JOINED} JOIN (SELECT id FROM floor.contact ORDER BY sort_key, id OFFSET %s LIMIT {PAGE}) far
          ON far.id = c.id ORDER BY c.sort_key, c.id"""
ONE = f"SELECT {COLUMNS}, c.city, c.job_title FROM floor.contact c LEFT JOIN floor.company o ON o.id = c.company_id"
NEWEST = f"""SELECT kind, at, summary, by_name FROM floor.interaction WHERE contact_id = %s
             ORDER BY at DESC, id DESC LIMIT {PAGE}"""
FARTHER = f"""SELECT i.id, kind, at, summary, by_name FROM floor.interaction i
              JOIN (SELECT id FROM floor.interaction WHERE contact_id = %s
                    ORDER BY at DESC, id DESC OFFSET %s LIMIT {PAGE}) far ON far.id = i.id ORDER BY at DESC, id DESC"""
TELLING = f"""SELECT id, kind, at, summary, by_name FROM floor.interaction WHERE contact_id = %s AND told LIKE %s
              ORDER BY at DESC, id DESC LIMIT {PAGE}"""

DAY = """SELECT f.id, f.title, f.due_at, c.full_name, c.time_zone, o.name AS company
         FROM interactions_followup f JOIN staff_user u ON u.id = f.owner_id AND u.email = %s
         JOIN floor.contact c ON c.id = f.contact_id LEFT JOIN floor.company o ON o.id = c.company_id
         WHERE f.state = 'open' AND f.kind = 'task' AND f.due_at < now() ORDER BY f.due_at, f.id LIMIT 8"""
WAITING = """SELECT count(*) AS waiting FROM interactions_followup f JOIN staff_user u ON u.id = f.owner_id
             WHERE u.email = %s AND f.state = 'open' AND f.kind = 'task' AND f.due_at < now()"""


def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def contact_list(request: HttpRequest) -> HttpResponse:
    if country := request.GET.get("country"):
        found = rows(IN_COUNTRY, country)
    elif part := request.GET.get("q"):
        found = rows(NAMED, f"%{part}%")
    elif request.GET.get("segment"):
        found = rows(IN_SEGMENT)
    elif page := request.GET.get("page"):
        found = rows(FAR, (int(page) - 1) * PAGE)
    else:
        found = rows(FIRST)
    return render(request, "floor/list.html", {"rows": found})


def contact_card(request: HttpRequest, pk: int) -> HttpResponse:
    contact = rows(f"{ONE} WHERE c.id = %s", pk)[0]
    return render(request, "floor/card.html", {"contact": contact, "entries": rows(NEWEST, pk)})


def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    if part := request.GET.get("q"):
        found = rows(TELLING, pk, f"%{part}%")
    else:
        found = rows(FARTHER, pk, (int(request.GET.get("page", 1)) - 1) * PAGE)
    return render(request, "floor/timeline.html", {"entries": found})


def day(request: HttpRequest) -> HttpResponse:
    reader = request.GET["reader"]
    return render(request, "floor/day.html", {"rows": rows(DAY, reader), **rows(WAITING, reader)[0]})


def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures as somebody has computed them before: one stored row."""
    return render(request, "floor/dashboard.html", {"figures": rows("SELECT * FROM floor.figures")[0]})


def create(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "floor/create.html")
    name = request.POST["full_name"]
    insert = "INSERT INTO floor.contact (full_name, sort_key, surname, email) VALUES (%s, %s, %s, %s) RETURNING id"
    made = rows(insert, name, name.lower(), name.lower(), request.POST["emails"])[0]
    return HttpResponseRedirect(f"/card/{made['id']}/")
