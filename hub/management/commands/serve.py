"""`manage.py serve`: the web server, the task worker and the scheduler as one process tree.

Where these stand on several machines, or in several containers, each runs its part:
`--only web` on as many as one likes, `--only worker` on one or more, `manage.py setup` once before.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hub import setup
from hub.supervisor import Child, Supervisor

# Python before this unquotes cookies in quadratic time; hub.asgi refuses long ones.
PYTHON_WITH_FAST_COOKIES = (3, 11, 10)
MOST_WORKERS = 64
WEB, WORKER = PARTS = ("web", "worker")
OPEN_FILES = 65_536
# Where a proxy may stand: on this machine or in its own network. Whom such a one names last is
# believed, so that a visitor's own X-Forwarded-For changes nothing.
PROXIES = (
    "127.0.0.0/8", "::1", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16",
    "fc00::/7",
)  # fmt: skip


class Command(BaseCommand):
    help = "Set up what is due, then serve until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--only",
            choices=PARTS,
            help="one part alone, without setting up: `manage.py setup` does that once for all",
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=settings.HUB_WEB_WORKERS,
            help="processes that answer requests; more than one want REDIS_URL",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not 0 < port < 65_536:
            raise CommandError(f"PORT must be between 1 and 65535, not {port}.")
        if not 0 < options["workers"] <= MOST_WORKERS:
            raise CommandError(f"--workers must be between 1 and {MOST_WORKERS}.")
        only = options["only"]
        if only != WORKER:
            why = what_stops_listening(host, port)
            if why:
                raise CommandError(
                    f"Cannot listen at {host}, port {port}: {why}. Set PORT=… or HOST=…"
                )
        address = web_address(host, port)
        if getattr(settings, "HUB_BASE_URL_IS_WHERE_IT_LISTENS", False):
            # For the children: mails lead back here.
            os.environ.update(HUB_BASE_URL=address)
        if not only:
            setup.run_steps(self.stdout.write)
        if sys.version_info < PYTHON_WITH_FAST_COOKIES:
            self.stderr.write("Note: this Python reads long cookies slowly; they are refused.")
        allow_many_sockets()
        children = parts(only, web_command(host, port, options["workers"]))
        self.stdout.write(
            "\nThe worker of GCM Hub runs\n"
            if only == WORKER
            else f"\nGCM Hub serves at {address}/  (Ctrl-C ends it)\n"
        )
        if not only and getattr(settings, "HUB_TRIAL_PEOPLE", False):
            call_command("trial_people", stdout=self.stdout)
            self.stdout.write(
                f"Sign in at {address}/accounts/login/ with one of these addresses;\n"
                f"the code is printed here and kept under {settings.EMAIL_FILE_PATH}.\n"
            )
        self.stdout.flush()
        Supervisor(children, log=self.stderr.write).run()


def parts(only: str | None, web: Sequence[str]) -> list[Child]:
    """The processes of a part, or of all. The scheduler goes with the worker; two of it do what is
    due twice, which is harmless."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    worker = Child("worker", [*manage, "db_worker", "--no-reload", "--no-startup-delay"])
    children = {
        WEB: [Child("web", web)],
        WORKER: [worker, Child("scheduler", [*manage, "scheduler"])],
    }
    return children[only] if only else [*children[WEB], *children[WORKER]]


def allow_many_sockets() -> None:
    """As many open files for this process and its children as it may give them: each reader of a
    discussion holds one, and a shell gives a thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def web_address(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (read, not bound)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


def what_stops_listening(host: str, port: int) -> str:
    """Why nothing can listen there, before anything is started that would try again and again."""
    try:
        family, kind, *_rest, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        return str(error.strerror)
    return ""


def web_command(host: str, port: int, workers: int = 1) -> list[str]:
    """uvicorn with the hub's limits, in so many processes."""
    command = [
        sys.executable, "-m", "uvicorn", "config.asgi:application",
        "--host", host, "--port", str(port),
        "--h11-max-incomplete-event-size", "65536",
        # What is said over a socket is short and goes to many: compressing it for each of them
        # costs more than it saves. Who does not answer in time has gone.
        "--ws", "websockets-sansio", "--ws-max-size", "65536",
        "--ws-per-message-deflate", "false", "--ws-ping-interval", "20", "--ws-ping-timeout", "20",
        "--timeout-graceful-shutdown", "5", "--no-server-header", "--no-access-log",
        "--log-level", "warning",
    ]  # fmt: skip
    if workers > 1:
        command += ["--workers", str(workers)]
    if settings.HUB_TRUST_PROXY:
        command += ["--proxy-headers", "--forwarded-allow-ips", ",".join(PROXIES)]
    else:
        command.append("--no-proxy-headers")
    return command
