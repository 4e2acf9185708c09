"""The measurements as Markdown."""

from collections.abc import Sequence
from typing import Any

PAGES = (
    "| page | floor ms | Rapport ms | p95 | ratio | wanted | processor | queries | rows | kB | sent kB |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)
JOBS = (
    "| job | rows | rows/s | bare rows/s | ratio | wanted |",
    "|---|--:|--:|--:|--:|--:|",
)


def page_table(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [*PAGES, *(_page(row) for row in rows)]


def _page(row: dict[str, Any]) -> str:
    floor, own = row["floor"], row["rapport"]
    cells = [
        row["page"],
        floor["ms"] if floor else "",
        own["ms"],
        own["p95_ms"],
        _times(row["ratio"]),
        _times(row["target"]),
        f"{own['cpu_ms']} ms, {_times(row['cpu_ratio'])}".removesuffix(", "),
        own["queries"],
        own["rows"] if floor is None or floor["rows"] == own["rows"] else f"{own['rows']}, floor {floor['rows']}",
        round(own["bytes"] / 1000),
        round(own["sent"] / 1000),
    ]
    return _line(cells)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"x{ratio:g}"


def job_table(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [*JOBS, *(_job(row) for row in rows)]


def _job(row: dict[str, Any]) -> str:
    bare = row["bare_rows_per_second"] or ""
    cells = [row["job"], row["rows"], row["rows_per_second"], bare, _times(row["ratio"]), _times(row["target"])]
    return _line(cells)


def _line(cells: Sequence[Any]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def report(result: dict[str, Any]) -> str:
    facts, memory = result["facts"], result["memory"]
    lines = [
        f"{result['on']}, {result['cores']} cores, load {result['load']}, PostgreSQL {facts['postgresql']}, "
        f"Python {result['python']}: {facts['contacts']:,} contacts, {facts['companies']:,} companies, "
        f"{facts['interactions']:,} interactions, {facts['purchases']:,} purchases, {facts['megabytes']:,} MB.",
        "",
    ]
    if result["load_seconds"]:
        lines += [f"Loaded in {result['load_seconds']:.0f} seconds.", ""]
    for who, rows in result["pages"].items():
        lines += [f"As {who}:", "", *page_table(rows), ""]
    if result["jobs"]:
        lines += [*job_table(result["jobs"]), ""]
    lines += [
        f"Memory of a web worker: {memory['rapport']['rss']} MB, of them its own {memory['rapport']['pss']} MB "
        f"(floor: {memory['floor']['rss']} MB, {memory['floor']['pss']} MB).",
    ]
    return "\n".join(lines)
