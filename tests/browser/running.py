"""A hub as `make run` starts it: `manage.py serve` on a folder of its own, and its mails."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from hub import setup
from tests.database import ROOT, locked, run_command

SETTINGS = "config.settings.browser"
# What answers requests and stores nothing: set-up is the same whatever stands in these.
ANSWERING = {"views", "forms", "templatetags", "static"}
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = 60) -> Found:
    """What `look` returns, as soon as that is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")


class RunningHub:
    """`manage.py serve` and its children. workers: processes that answer requests; database,
    redis: their addresses, of a database that is empty yet; else what needs neither."""

    def __init__(self, var: Path, *, workers: int = 1, database: str = "", redis: str = "") -> None:
        self.var, self.workers = var, workers
        self.services = {"DATABASE_URL": database, "REDIS_URL": redis}
        if database:
            run_command("setup", **{**_environment(var, ""), **self.services})
        else:
            shutil.copytree(set_up(), var, dirs_exist_ok=True)
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = var / "serve.log"

    @property
    def environment(self) -> dict[str, str]:
        return {**_environment(self.var, self.address), **self.services}

    def make_examples(self) -> None:
        """Add what tests need beside the shipped practices; `places` says where it stands."""
        made = subprocess.run(
            [sys.executable, "-m", "tests.browser.examples"],
            cwd=ROOT, env=self.environment,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        self.places: dict[str, str] = json.loads(made.stdout)

    def start(self) -> None:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port),
                 "--workers", str(self.workers)],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_for(self._is_ready, "the hub starts")
        except (AssertionError, RuntimeError):
            self.stop()
            raise

    def _is_ready(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(self.output)
        return self.answers("/readyz")

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def stop(self, seconds: float = 10) -> int:
        """End it as a service manager does; the exit status, which comes within ten seconds."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        finally:
            for pid in self.children():
                os.kill(pid, signal.SIGKILL)
            self.process.kill()

    @property
    def output(self) -> str:
        return self.log.read_text()

    def children(self, of: str = "") -> list[int]:
        """The processes that it started and that live, those with `of` in their command."""
        return children_of(self.process.pid, of)

    def web_processes(self) -> list[int]:
        """Those that answer requests, where there are several."""
        return [
            pid
            for web in self.children("uvicorn")
            for pid in children_of(web, "spawn_main")
        ]  # fmt: skip

    def mails(self, to: str) -> list[str]:
        """The texts of the mails to an address, the oldest first."""
        files = sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        return [text for path in files for text in _texts(path, to)]

    def mail(self, to: str, number: int = 1) -> str:
        """The text of the mail to an address; of the second or a later one by its number."""
        return wait_for(
            lambda: next(iter(self.mails(to)[number - 1 :]), None), f"mail {number} to {to}"
        )

    def code(self, to: str, after: int) -> str:
        """The code in a mail to an address; `after` says how many mails were there before it was
        asked for. Other mails may come in between."""
        return wait_for(
            lambda: next((_codes(mail)[0] for mail in self.mails(to)[after:] if _codes(mail)), ""),
            f"a code to {to}",
        )


def run_here(hub: RunningHub, module: str, *arguments: Any) -> Any:
    """What `python -m module` prints as JSON when it is run on a hub's folder."""
    given = [each if isinstance(each, str) else json.dumps(each) for each in arguments]
    done = subprocess.run(
        [sys.executable, "-m", module, *given],
        cwd=ROOT, env=hub.environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@contextmanager
def running_here(hub: RunningHub, module: str) -> Iterator[Callable[..., Any]]:
    """A call that `python -m module` answers, for as long as it is wanted: each is a line of JSON,
    and so is the answer."""
    with subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT, env=hub.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        asked, answered = process.stdin, process.stdout
        assert asked is not None
        assert answered is not None

        def call(*arguments: Any) -> Any:
            asked.write(f"{json.dumps(arguments)}\n")
            asked.flush()
            return json.loads(answered.readline())

        yield call
        asked.close()


def children_of(pid: int, of: str = "") -> list[int]:
    """The processes that a process started and that live, those with `of` in their command."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        pids = [int(each) for each in listed.read_text().split()]
    except FileNotFoundError:
        return []
    return [each for each in pids if of in _command(each)]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def code_in(mail: str) -> str:
    """The code, which stands alone on a line."""
    found = _codes(mail)
    assert len(found) == 1, mail
    return found[0]


def _codes(mail: str) -> list[str]:
    return re.findall(r"^\d{4}-\d{4}$", mail, re.M)


def set_up() -> Path:
    """A folder with everything that `make run` sets up; made once for each state of the code."""
    folder = Path(settings.HUB_VAR) / "test"
    kept = folder / f"set-up-{_fingerprint()}"
    with locked("set-up"):
        if not kept.exists():
            for old in folder.glob("set-up-*"):
                shutil.rmtree(old)
            making = folder / "set-up-now"
            said = run_command("setup", **_environment(making, ""))
            (making / "setup.log").write_text(said)
            making.rename(kept)
    return kept


def _fingerprint() -> str:
    """Changes with whatever is loaded, and with the code that loads, renders and indexes it."""
    digest = hashlib.sha256(setup.fingerprint().encode())
    for path in sorted(_sources()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for app in ("config", "hub", "practices", "discussions", "search"):
        for path in (ROOT / app).rglob("*"):
            if path.suffix in {".py", ".json", ".jsonl", ".md"} and not ANSWERING & set(path.parts):
                yield path


def _environment(var: Path, address: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "HUB_VAR": str(var),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "HUB_BASE_URL": address,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


def _texts(path: Path, to: str) -> Iterator[str]:
    for source in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
        message = email.message_from_bytes(source.strip(), policy=email.policy.default)
        if to in str(message.get("To", "")):
            body = message.get_body(("plain",))
            assert body is not None
            yield body.get_content()
