"""Make a database of each size (kept under var/bench), measure it in a process of its own, and
print the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (200, 10_000, 100_000)


def measure(size: int, folder: Path) -> dict[str, float]:
    environment = {
        **os.environ,
        "HUB_VAR": str(folder / str(size)),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.measure", "--size", str(size)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    parser = ArgumentParser(prog="bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options = parser.parse_args()
    folder = Path(os.environ.get("HUB_VAR", ROOT / "var")) / "bench"
    columns = {size: measure(size, folder) for size in options.sizes}
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    width = max(map(len, names))
    first, last = options.sizes[0], options.sizes[-1]
    head = "".join(f"{size:>12,}" for size in options.sizes)
    print(f"\n{'CPU ms, median':<{width}}{head}{'growth':>10}")
    for name in names:
        cells = "".join(f"{columns[size].get(name, float('nan')):>12.2f}" for size in options.sizes)
        low, high = columns[first].get(name), columns[last].get(name)
        growth = f"{high / low:>9.1f}×" if low and high else ""
        print(f"{name:<{width}}{cells}{growth}")
    print(f"\ngrowth: {last:,} practices against {first:,}")


if __name__ == "__main__":
    main()
