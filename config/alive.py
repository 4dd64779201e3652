"""`python -m config.alive web|worker`: whether that part of this machine lives; exit code 0 or 1.

For health checks of containers: it starts in a moment, since it loads no Django.
"""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from config import environment

SECONDS = 4
# What `serve --only worker` runs.
WORKER = ("db_worker", "scheduler")


def web(port: int = 8000) -> bool:
    """Whether the web server answers there, under the name that it is known by."""
    name = "".join(environment.HOSTS[:1]).lstrip("*.") or "localhost"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        line.request("GET", "/healthz", headers={"Host": name})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def worker() -> bool:
    """Whether both processes of a worker run."""
    running = set(_commands())
    return all(name in running for name in WORKER)


def _commands() -> Iterator[str]:
    """The word behind `manage.py` of each process of this machine that has one."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = one.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        yield from (after for word, after in pairwise(words) if word.endswith("manage.py"))


if __name__ == "__main__":
    checks = {"web": web, "worker": worker}
    if len(sys.argv) != 2 or sys.argv[1] not in checks:
        sys.exit("usage: python -m config.alive web|worker")
    sys.exit(0 if checks[sys.argv[1]]() else 1)
