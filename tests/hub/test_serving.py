"""One process tree: what dies is started again, one signal ends all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import alive
from hub import setup
from hub.management.commands.serve import (
    parts,
    web_address,
    web_command,
    what_stops_listening,
)
from hub.supervisor import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]


def wait_for(condition: object, seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_child_that_dies_is_started_again_and_a_signal_ends_all() -> None:
    lines: list[str] = []
    children = [Child("web", SLEEPER), Child("worker", SLEEPER)]
    supervisor = Supervisor(children, log=lines.append, pause=0.02)

    def play() -> None:
        wait_for(lambda: all(child.process for child in children))
        first = children[1].process
        assert first is not None
        os.killpg(first.pid, signal.SIGKILL)
        wait_for(lambda: children[1].process not in (None, first))
        os.kill(os.getpid(), signal.SIGTERM)

    script = threading.Thread(target=play)
    script.start()
    supervisor.run()
    script.join()
    assert any("worker ended with -9" in line for line in lines)
    assert all(child.process and child.process.poll() is not None for child in children)


def test_what_a_dead_child_leaves_behind_does_not_keep_its_port() -> None:
    leaves = (
        "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c',"
        " 'import time; time.sleep(60)'], stdout=subprocess.DEVNULL).pid, flush=True)"
    )
    child = Child("web", [sys.executable, "-c", leaves])
    child.process = subprocess.Popen(child.command, start_new_session=True, stdout=subprocess.PIPE)
    left = int(child.process.communicate()[0].split()[0])
    child.end_orphans()
    wait_for(lambda: not Path(f"/proc/{left}").exists() or "Z" in _state(left))


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_a_child_that_does_not_listen_is_killed_within_ten_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.supervisor.GRACE", 0.5)
    child = Child("web", STUBBORN)
    child.start()
    time.sleep(0.3)
    supervisor = Supervisor([child], log=print)
    started = time.monotonic()
    supervisor._stop_all()
    assert child.process is not None
    assert child.process.poll() == -signal.SIGKILL
    assert time.monotonic() - started < 5


def test_set_up_runs_once_and_again_when_its_inputs_change(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUB_VAR = tmp_path  # type: ignore[attr-defined]
    source = tmp_path / "data.jsonl"
    source.write_text("1")
    ran: list[str] = []
    monkeypatch.setattr(setup, "_steps", {})
    monkeypatch.setattr(setup, "_inputs", set())
    setup.step("second", lambda report: ran.append("second"), order=2)
    setup.step("first", lambda report: ran.append("first"), order=1, inputs=(source,))
    assert setup.run_steps(print) is True
    assert setup.run_steps(print) is False
    assert ran == ["first", "second"]
    source.write_text("2")
    assert setup.run_steps(print) is True


def test_serve_refuses_a_port_that_is_none() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", "70000"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "70000" in done.stderr


def test_serve_starts_nothing_where_something_listens_already() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert what_stops_listening("127.0.0.1", port) == "Address already in use"
    assert what_stops_listening("127.0.0.1", port) == ""
    assert what_stops_listening("no-such-host.invalid", port) != ""


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"),
        ("hub.example.org", "http://hub.example.org:8123"),
    ],
)
def test_the_address_that_serve_prints_opens_in_a_browser(host: str, address: str) -> None:
    assert web_address(host, 8123) == address


@pytest.mark.parametrize("workers", ["0", "-1", "65"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(workers: str) -> None:
    with pytest.raises(CommandError, match="between 1 and 64"):
        call_command("serve", "--workers", workers, "--port", "8999")


def test_the_server_keeps_sockets_within_limits_whatever_its_number_of_processes() -> None:
    for workers in (1, 4):
        command = web_command("127.0.0.1", 8999, workers)
        for option, value in (("--ws-max-size", "65536"), ("--ws-per-message-deflate", "false")):
            assert command[command.index(option) + 1] == value
        assert ("--workers" in command) == (workers > 1)


def test_each_part_runs_alone_where_they_stand_on_several_machines() -> None:
    def names(only: str | None) -> list[str]:
        return [child.name for child in parts(only, ["web"])]

    assert names("web") == ["web"]
    assert names("worker") == ["worker", "scheduler"]
    assert names(None) == [*names("web"), *names("worker")]
    with pytest.raises(CommandError, match="mail"):
        call_command("serve", "--only", "mail")


def test_a_part_alone_leaves_setting_up_to_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr(setup, "run_steps", ran.append)
    monkeypatch.setattr(Supervisor, "run", lambda self: ran.append(len(self.children)))
    call_command("serve", "--only", "worker", verbosity=0)
    assert ran == [2]


def test_only_a_proxy_that_one_trusts_says_where_visitors_are(settings: object) -> None:
    settings.HUB_TRUST_PROXY = False  # type: ignore[attr-defined]
    assert "--no-proxy-headers" in web_command("127.0.0.1", 8999)
    settings.HUB_TRUST_PROXY = True  # type: ignore[attr-defined]
    command = web_command("127.0.0.1", 8999)
    believed = command[command.index("--forwarded-allow-ips") + 1]
    assert "172.16.0.0/12" in believed
    assert "*" not in believed, "a visitor could name any address"


def test_a_health_check_tells_a_part_that_lives_from_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Workers of other runs are on the same machine.
    monkeypatch.setattr(alive, "WORKER", (f"one-{os.getpid()}", f"other-{os.getpid()}"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert not alive.web(port)
    assert not alive.worker()
    twins = [
        subprocess.Popen([*SLEEPER, "manage.py", name], stdout=subprocess.DEVNULL)
        for name in alive.WORKER
    ]
    try:
        wait_for(alive.worker)
        twins[0].kill()
        twins[0].wait()
        assert not alive.worker()
    finally:
        for twin in twins:
            twin.kill()
            twin.wait()
