"""Where discussions and search are measured: on the embedded default, and on PostgreSQL with Redis,
which are started here in a scratch folder where the machine has them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED, SCALE = "embedded", "PostgreSQL, Redis"
# Of searches.
SQLITE, POSTGRESQL, CLUSTER = "SQLite", "PostgreSQL", "Elasticsearch"


@contextmanager
def services() -> Iterator[dict[str, str] | None]:
    """The addresses of a PostgreSQL that keeps what it answers, and of a Redis; None without."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["bash", "tests/services", "start", folder, "durable"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        named = dict(
            line.removeprefix("export ").split("=", 1) for line in done.stdout.splitlines()
        )
        try:
            if len(named) == 2:
                yield {
                    "DATABASE_URL": named["TEST_DATABASE_URL"],
                    "REDIS_URL": named["TEST_REDIS_URL"],
                    # What Redis is for.
                    "HUB_WEB_WORKERS": "2",
                }
            else:
                yield None
        finally:
            subprocess.run(["bash", "tests/services", "stop", folder], cwd=ROOT, check=False)
