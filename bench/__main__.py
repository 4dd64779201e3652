"""Make a database of each size (kept under var/bench), measure each in a process of its own, and
print the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from bench import report

ROOT = Path(__file__).resolve().parent.parent
# 1,000 stands there because the bar for lists compares with it.
SIZES = (200, 1_000, 10_000, 100_000)


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(part) for part in text.split(",")})
    if sizes[0] < 1:
        raise ValueError(text)
    return sizes


def _measure(size: int, folder: Path) -> report.Column:
    environment = {
        **os.environ,
        "HUB_VAR": str(folder / str(size)),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        # Words are kept in sets; without this, no two runs would do the same.
        "PYTHONHASHSEED": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.measure", "--size", str(size)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"Measuring {size:,} practices ended with {done.returncode}.")
    return report.column(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = ArgumentParser(prog="bench")
    parser.add_argument(
        "--sizes", type=_sizes, default=list(SIZES), metavar="200,10000", help="sizes to measure"
    )
    sizes = parser.parse_args().sizes
    folder = Path(os.environ.get("HUB_VAR", ROOT / "var")).resolve() / "bench"
    columns = {size: _measure(size, folder) for size in sizes}
    print("\n".join([*report.table(columns), "", *report.bars(columns)]))


if __name__ == "__main__":
    main()
