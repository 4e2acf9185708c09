"""Work that is measured in rows a second: importing, planning birthdays, sending."""

import csv
import io
import json
import tempfile
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from bench.servers import run

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


def importing(env: Mapping[str, str], cursor: Any, rows: int) -> dict[str, Any]:
    """What the worker does with a file, beside a COPY that checks nothing."""
    content = import_file(rows)
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        found = _run(env, "bench.importing", file.name)
    if found["created"] != rows:
        raise SystemExit(f"{found['created']} of {rows} people were imported.")
    copied = _copy(cursor, content)
    return _job("import", rows, found["seconds"], copied, target=8, queries=found["queries"])


def _copy(cursor: Any, content: bytes) -> float:
    people = csv.DictReader(io.StringIO(content.decode()))
    lines = io.StringIO()
    csv.writer(lines).writerows(
        (row["Name"], row["Name"].lower(), row["Name"].lower(), row["E-mail"], row["Country"], row["City"])
        for row in people
    )
    lines.seek(0)
    began = time.perf_counter()
    columns = "full_name, sort_key, surname, email, country, city"
    cursor.copy_expert(f"COPY floor.contact ({columns}) FROM STDIN WITH (FORMAT csv)", lines)
    cursor.connection.commit()
    return time.perf_counter() - began


def sweeping(env: Mapping[str, str]) -> dict[str, Any]:
    found = _run(env, "bench.sweeping")
    rows = found["rows"]
    bare = rows / found["bare_rows_per_second"] if found["bare_rows_per_second"] else 0
    return _job("birthday sweep", rows, found["seconds"], bare)


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
