"""A migrated database for tests: made once for each state of the migrations, then copied.

Migrating costs more than most of the suite; a copy costs a tenth of a second. The copies of
SQLite are files under the run's `var`, those of PostgreSQL are databases made from a template.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent


def fingerprint() -> str:
    """Changes with any migration, with the locks and with the settings of the database."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("*/migrations/*.py"), ROOT / "requirements.lock", Path(__file__)]
    for path in sorted(files):
        digest.update(path.read_bytes())
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:12]


@contextmanager
def locked(name: str) -> Iterator[None]:
    folder = settings.HUB_VAR / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run_command(*arguments: str, **environment: str) -> str:
    """What a command of the hub says, run in a process of its own; raised when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class SqliteCopies:
    def __init__(self, worker: str) -> None:
        self.folder = settings.HUB_VAR / "test"
        self.template = self.folder / f"migrated-{fingerprint()}" / "hub.sqlite3"
        self.name = f"worker-{worker}-{os.getpid()}"
        self.made = 0

    def prepare(self) -> None:
        with locked("migrate"):
            if not self.template.exists():
                making = self.template.parent.with_suffix(".making")
                shutil.rmtree(making, ignore_errors=True)
                run_command("migrate", "-v0", HUB_VAR=str(making), DATABASE_URL="")
                making.rename(self.template.parent)
        self.restore()

    @property
    def copy(self) -> Path:
        return self.folder / f"{self.name}-{self.made}.sqlite3"

    def restore(self) -> None:
        # A new file each time: a thread of the test before may still hold the old one.
        self.destroy()
        self.made += 1
        shutil.copyfile(self.template, self.copy)
        connections["default"].settings_dict["NAME"] = str(self.copy)

    def destroy(self) -> None:
        connections["default"].close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.copy}{suffix}").unlink(missing_ok=True)


class PostgresqlCopies:
    def __init__(self, worker: str) -> None:
        self.settings = connections["default"].settings_dict
        self.template = f"hub_migrated_{fingerprint()}"
        self.copy = f"hub_test_{worker}_{os.getpid()}"

    def _run(self, *statements: str) -> list[Any]:
        import psycopg

        with psycopg.connect(
            host=self.settings["HOST"] or None,
            port=self.settings["PORT"] or None,
            user=self.settings["USER"] or None,
            password=self.settings["PASSWORD"] or None,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            rows: list[Any] = []
            for statement in statements:
                cursor = connection.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
            return rows

    def prepare(self) -> None:
        with locked("migrate-postgresql"):
            if not self._run(f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'"):
                making = f"{self.template}_making"
                self._run(f"DROP DATABASE IF EXISTS {making}", f"CREATE DATABASE {making}")
                base = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
                run_command("migrate", "-v0", DATABASE_URL=f"{base}/{making}")
                self._run(f"ALTER DATABASE {making} RENAME TO {self.template}")
        self.restore()
        connections["default"].settings_dict["NAME"] = self.copy

    def restore(self) -> None:
        connections["default"].close()
        self._run(
            f"DROP DATABASE IF EXISTS {self.copy} WITH (FORCE)",
            f"CREATE DATABASE {self.copy} TEMPLATE {self.template}",
        )

    def destroy(self) -> None:
        connections["default"].close()
        self._run(f"DROP DATABASE IF EXISTS {self.copy} WITH (FORCE)")


def copies(worker: str) -> SqliteCopies | PostgresqlCopies:
    if connections["default"].vendor == "postgresql":
        return PostgresqlCopies(worker)
    return SqliteCopies(worker)
