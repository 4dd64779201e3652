"""A database of each size, made once and kept for as long as what it is made by stays the same."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
# What the rows are made by, and what the index is made by.
ROWS = ("bench/library.py", "practices/data/*.jsonl")
INDEX = (
    "search/analysis*.py", "search/analysis/*", "search/engines/embedded/store.py",
    "search/engines/embedded/words/*.py",
    "search/engines/embedded/terms.py", "search/engines/embedded/slots.py", "practices/indexing.py",
    "hub/vocabulary/*.json",
)  # fmt: skip


def prepare(size: int) -> dict[str, Any]:
    """Have a library of that size in `HUB_VAR`, indexed; what making it took, in seconds."""
    stamp = Path(settings.HUB_VAR) / "made.json"
    known = json.loads(stamp.read_text()) if stamp.exists() else {}
    rows, indexed = _fingerprint(ROWS), _fingerprint(INDEX)
    if known.get("rows") != rows:
        known = {"rows": rows, "import": _make(size)}
        stamp.write_text(json.dumps(known))
    call_command("migrate", verbosity=0, interactive=False)
    if known.get("index") != indexed:
        known |= {"index": indexed, **index()}
        stamp.write_text(json.dumps(known))
    return known


def _fingerprint(patterns: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _make(size: int) -> float:
    from bench import library
    from hub import editorial

    connection.close()
    shutil.rmtree(settings.HUB_VAR)
    # As the settings made it when they were read.
    (Path(settings.HUB_VAR) / "static").mkdir(parents=True)
    call_command("migrate", verbosity=0, interactive=False)
    editorial.load_pages(lambda line: None)
    started = time.perf_counter()
    with tqdm(total=size, desc=f"{size:,} practices", unit="", file=sys.stderr) as bar:
        library.make(size, bar.update)
    return time.perf_counter() - started


def index(engine: str = "embedded") -> dict[str, float]:
    """Index everything anew; the seconds by the clock, and those of this process's CPU."""
    started, spent = time.perf_counter(), time.process_time()
    call_command(
        "search_rebuild", engine=engine, from_nothing=True, verbosity=1, stdout=sys.stderr
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "rebuild": time.perf_counter() - started,
        "rebuild_cpu": time.process_time() - spent,
    }
