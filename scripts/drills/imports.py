"""A million rows imported in little memory, each bad one told; and ten thousand random people out and in again.

make drill-import [ROWS=1000000] [DATABASE=postgres://…]; exits 1 where a promise does not hold. Without a database it
makes an embedded one for itself. RSS is the most that the importing process held.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.environment import ROOT, without_settings

OWNER = "drill@rapport.example"
MOST_MEGABYTES = 200
HEADERS = "Name,E-mail,Phone,Company,Country,City,Birthday\n"
NAMES = (
    *("Eva Nováková", "Олена Шевченко", "山田 太郎", "김민수"),
    *("Søren Kjær", "Γιώργος Παππάς", "יעל כהן", "Jonas Petraitis"),
)
FOUND = """
from staff.models import Organisation, User
Organisation.objects.get_or_create(pk=1, defaults={"name": "Drill", "postal_address": "Drill 1"})
User.objects.filter(email=%r).exists() or User.objects.create_superuser(%r, "drill-drill-drill", full_name="Drill")
"""


def lines(rows: int) -> Iterator[str]:
    """People whom nobody has yet, in several scripts; the row in the middle and those beside it are bad."""
    yield HEADERS
    bad = {rows // 2 - 1: ",x@drill.example,,,,,\n", rows // 2: "Eva,not an address,,,,,\n"}
    bad[rows // 2 + 1] = "Eva,eva@drill.example,,,,,1980-02-31\n"
    for number in range(rows):
        day = f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}"
        name, firm = f"{NAMES[number % len(NAMES)]} {number}", f"House {number % 5000}"
        phone = f"+420 6{number // 1_000_000:02} {number // 1000 % 1000:03} {number % 1000:03}"
        yield bad.get(number) or f"{name},p{number}@drill.example,{phone},{firm},CZ,Brno,{day}\n"


def manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)


def imported(env: dict[str, str], file: Path) -> tuple[dict[str, Any], int]:
    """What the command printed, and the most megabytes that its process held."""
    command = [sys.executable, "manage.py", "import_contacts", str(file), "--json", "--owner", OWNER]
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out)
        _pid, _status, used = os.wait4(process.pid, 0)
        out.seek(0)
        return json.loads(out.read().splitlines()[-1]), used.ru_maxrss // 1024


def drill(rows: int, database: str) -> list[str]:
    broken = []
    with tempfile.TemporaryDirectory() as folder:
        env = without_settings(os.environ) | {
            "DATA_DIR": folder,
            "SECRET_KEY": "d" * 60,
            **({"DATABASE_URL": database} if database else {}),
        }
        manage(env, "migrate", "-v", "0")
        manage(env, "shell", "-v", "0", "-c", FOUND % (OWNER, OWNER))
        file = Path(folder) / "people.csv"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(lines(rows))
        began = time.monotonic()
        first, megabytes = imported(env, file)
        seconds = time.monotonic() - began
        print(f"{rows} rows in {seconds:.0f} s, {rows / seconds:.0f} a second, at most {megabytes} MB")
        if (first["created"], [error["row"] for error in first["errors"]]) != (
            rows - 3,
            [rows // 2 + 1, rows // 2 + 2, rows // 2 + 3],
        ):
            broken.append(f"the first import answered {first}")
        if megabytes >= MOST_MEGABYTES:
            broken.append(f"{megabytes} MB were used, {MOST_MEGABYTES} are allowed")
        again, _megabytes = imported(env, file)
        if (again["created"], again["updated"], again["unchanged"]) != (0, 0, rows - 3):
            broken.append(f"the second import answered {again}")
    return broken


def round_trip() -> list[str]:
    env = os.environ | {"RAPPORT_TRUST": "full"}
    test = "tests/contacts/test_exporting.py::test_random_people_come_back_as_they_were"
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", test], cwd=ROOT, env=env, check=False)
    return ["not everybody came back from an export as they were"] if done.returncode else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    found = [*drill(options.rows, options.database), *round_trip()]
    sys.exit("\n".join(found) or None)
