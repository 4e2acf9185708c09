"""Work that is measured in rows a second: importing, planning birthdays, sending."""

import csv
import io
import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from bench.servers import manage, run

HEADER = ("Name", "E-mail", "Phone", "Company", "Country", "City", "Birthday")
NAMES = (
    *("Eva Nováková", "Олена Шевченко", "山田 太郎", "김민수"),
    *("Søren Kjær", "Γιώργος Παππάς", "יעל כהן", "Jonas Petraitis"),
)


def import_file(rows: int) -> bytes:
    """People whom nobody has yet, in several scripts."""
    mark, out = uuid4().hex[:6], io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for number in range(rows):
        name = f"{NAMES[number % len(NAMES)]} {mark}{number}"
        phone = f"+420 601 {number // 1000 % 1000:03} {number % 1000:03}"
        birthday = f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}"
        writer.writerow((name, f"{mark}{number}@bench.example", phone, f"House {number % 500}", "CZ", "Brno", birthday))
    return out.getvalue().encode()


def importing(env: Mapping[str, str], cursor: Any, rows: int) -> Iterator[dict[str, Any]]:
    """What the worker does with a file, beside a COPY of what it wrote into the same tables, and beside one of what
    the file says into the floor's lean ones."""
    content = import_file(rows)
    found = _imported(env, content, rows)
    yield _job("import", rows, found["seconds"], found["bare_seconds"], target=8, queries=found["queries"])
    yield _job("the same import, beside lean tables", rows, found["seconds"], _copy(cursor, content))


def importing_embedded(env: Mapping[str, str], rows: int) -> dict[str, Any]:
    """The same into the embedded database of a demo world, beside an executemany of what it wrote."""
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        own = {name: value for name, value in env.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        own |= {"DATA_DIR": folder}
        manage(own, "migrate", "--verbosity", "0")
        manage({**own, "DEBUG": "1"}, "load_demo")
        found = _imported(own, import_file(rows), rows)
    return _job("import, embedded", rows, found["seconds"], found["bare_seconds"], target=12, queries=found["queries"])


def _imported(env: Mapping[str, str], content: bytes, rows: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        found = _run(env, "bench.importing", file.name)
    if found["created"] != rows:
        raise SystemExit(f"{found['created']} of {rows} people were imported.")
    return found


def _copy(cursor: Any, content: bytes) -> float:
    """Seconds that a COPY of the same rows takes, unchecked: everything that the file says stands in a table then."""
    people = list(csv.DictReader(io.StringIO(content.decode())))
    cursor.execute("SELECT nextval('floor.contact_id') FROM generate_series(1, %s)", (len(people),))
    pks = [pk for (pk,) in cursor.fetchall()]
    cursor.execute("SELECT max(id) FROM floor.company")
    newest = cursor.fetchone()[0]
    companies = {name: newest + at for at, name in enumerate(sorted({row["Company"] for row in people}), start=1)}
    copies = [
        ("company (id, name)", [(pk, name) for name, pk in companies.items()]),
        (
            "contact (id, full_name, sort_key, surname, email, country, city, company_id)",
            [_contact(pk, row, companies) for pk, row in zip(pks, people, strict=True)],
        ),
        (
            "point (contact_id, kind, value, normalised)",
            [point for pk, row in zip(pks, people, strict=True) for point in _points(pk, row)],
        ),
        (
            "birthday (contact_id, month_day)",
            [(pk, int(row["Birthday"][5:].replace("-", ""))) for pk, row in zip(pks, people, strict=True)],
        ),
    ]
    written = [(table, _lines(rows)) for table, rows in copies]
    began = time.perf_counter()
    for table, lines in written:
        cursor.copy_expert(f"COPY floor.{table} FROM STDIN WITH (FORMAT csv)", lines)
    cursor.connection.commit()
    return time.perf_counter() - began


def _contact(pk: int, row: dict[str, str], companies: dict[str, int]) -> tuple[Any, ...]:
    key = row["Name"].lower()
    return pk, row["Name"], key, key, row["E-mail"], row["Country"], row["City"], companies[row["Company"]]


def _points(pk: int, row: dict[str, str]) -> list[tuple[Any, ...]]:
    email, phone = row["E-mail"], row["Phone"]
    return [(pk, "email", email, email), (pk, "phone", phone, phone.replace(" ", ""))]


def _lines(rows: list[tuple[Any, ...]]) -> io.StringIO:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    lines.seek(0)
    return lines


def sweeping(env: Mapping[str, str]) -> dict[str, Any]:
    found = _run(env, "bench.sweeping")
    rows = found["rows"]
    bare = rows / found["bare_rows_per_second"] if found["bare_rows_per_second"] else 0
    return _job("birthday sweep", rows, found["seconds"], bare)


def lights(env: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The computing alone: a list asks for nothing more on their account."""
    found = _run(env, "bench.lights")
    yield _job("lights of 200 contacts", found["people"], found["warm_ms"] / 1000, 0)
    yield _job("the same lights, first page of a process", found["people"], found["cold_ms"] / 1000, 0)


def meeting(env: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The computing alone, in quarters of an hour at which five people could meet a second."""
    found = _run(env, "bench.meeting")
    yield _job("find a time, 5 people, 14 days", found["slots"], found["seconds"], found["bare_seconds"])
    yield _job("the same where no hour suits all", found["slots"], found["far_seconds"], found["bare_seconds"])


def sending(env: Mapping[str, str], messages: int) -> dict[str, Any]:
    """The mail bench's own loop; its ratio is of speeds, here it is of times as everywhere else."""
    found = _run(env, "bench.sending", "--messages", str(messages))
    seconds = messages / found["rapport_per_second"]
    bare = messages / found["loop_per_second"]
    return _job("sending", messages, seconds, bare, target=1.5, queries=found["queries_per_mail"])


def _run(env: Mapping[str, str], module: str, *arguments: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(run(env, "-m", module, *arguments, "--json").splitlines()[-1])
    return result


def _job(
    name: str, rows: int, seconds: float, bare: float, target: float | None = None, queries: float | None = None
) -> dict[str, Any]:
    return {
        "job": name,
        "rows": rows,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds) if seconds else None,
        "bare_rows_per_second": round(rows / bare) if bare else None,
        "ratio": round(seconds / bare, 1) if bare else None,
        "target": target,
        "queries": queries,
    }
