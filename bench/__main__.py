"""Make a database of each size (kept under var/bench), measure each in a process of its own, and
print the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from bench import places, report

ROOT = Path(__file__).resolve().parent.parent
# 1,000 stands there because the bar for lists compares with it.
SIZES = (200, 1_000, 10_000, 100_000)
DOCUMENTS = (10_000,)
LEFT_OUT = {
    places.CLUSTER: "no ELASTICSEARCH_URL names a cluster.",
    places.POSTGRESQL: "the machine has none (apt-get install postgresql redis-server).",
}


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(part) for part in text.split(",")})
    if sizes[0] < 1:
        raise ValueError(text)
    return sizes


def _measured(module: str, *arguments: str, **environment: str) -> report.Column:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        # Words are kept in sets; without the seed, no two runs would do the same.
        env={**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "ELASTICSEARCH_URL": "",
             # What sentences mean is measured by `search_evaluate`; making it takes hours here.
             "HUB_SEARCH_SEMANTIC": "false", "PYTHONHASHSEED": "0", **environment},
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{module} {' '.join(arguments)} ended with {done.returncode}.")
    return report.column(json.loads(done.stdout.strip().splitlines()[-1]))


def _library(size: int, folder: Path) -> report.Column:
    return _measured(
        "bench.measure", "--size", str(size),
        HUB_VAR=str(folder / str(size)), DJANGO_SETTINGS_MODULE="config.settings.dev",
    )  # fmt: skip


def _discussions(folder: Path) -> dict[str, report.Column]:
    """By where they were measured; without the servers, on the embedded default alone."""
    shared = {"HUB_VAR": str(folder / "talk"), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    columns = {places.EMBEDDED: _measured("bench.talk", **shared)}
    with places.services() as addresses:
        if addresses:
            columns[places.SCALE] = _measured("bench.talk", **shared, **addresses)
    return columns


def _searches(sizes: Sequence[int], folder: Path) -> dict[str, dict[int, report.Column]]:
    """By where they were measured, and size. A library is made on SQLite, and taken from there."""
    columns: dict[str, dict[int, report.Column]] = {}
    for size in sizes:
        asked = ("bench.searching", "--size", str(size))
        shared = {
            "HUB_VAR": str(folder / str(size)), "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }  # fmt: skip
        columns.setdefault(places.SQLITE, {})[size] = _measured(*asked, **shared)
        if os.environ.get("ELASTICSEARCH_URL"):
            named = {
                "ELASTICSEARCH_URL": os.environ["ELASTICSEARCH_URL"],
                "HUB_ELASTICSEARCH_PREFIX": f"gcm-hub-bench-{size}",
            }
            columns.setdefault(places.CLUSTER, {})[size] = _measured(*asked, **shared, **named)
        with places.services() as addresses:
            if addresses:
                column = _measured(*asked, **shared, **addresses)
                columns.setdefault(places.POSTGRESQL, {})[size] = column
    return columns


def _print_searches(columns: dict[str, dict[int, report.Column]]) -> None:
    for place, sized in columns.items():
        heading = f"Search on {place}, ms by the clock: median, slow end"
        print("\n".join(["", *report.table(sized, heading)]))
    for place in {places.CLUSTER, places.POSTGRESQL} - columns.keys():
        print(f"\nNot on {place}: " + LEFT_OUT[place])


def main() -> None:
    parser = ArgumentParser(prog="bench")
    parser.add_argument(
        "--sizes", type=_sizes, default=list(SIZES), metavar="200,10000", help="sizes to measure"
    )
    parser.add_argument("--only", choices=["library", "discussions", "search"])
    parser.add_argument(
        "--documents", type=_sizes, default=list(DOCUMENTS), metavar="10000,100000",
        help="sizes to measure search engines at; 100000 takes an hour the first time",
    )  # fmt: skip
    asked = parser.parse_args()
    folder = Path(os.environ.get("HUB_VAR", ROOT / "var")).resolve() / "bench"
    if asked.only in (None, "library"):
        sized = {size: _library(size, folder) for size in asked.sizes}
        print("\n".join([*report.table(sized), "", *report.bars(sized)]))
    if asked.only in (None, "search"):
        _print_searches(_searches(asked.documents, folder))
    if asked.only in (None, "discussions"):
        placed = _discussions(folder)
        print("\n".join(["", *report.talk_table(placed), "", *report.talk_bars(placed)]))


if __name__ == "__main__":
    main()
