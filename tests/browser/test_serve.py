"""`manage.py serve`: one process tree that says where it is, heals, and ends as one."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from hub import trial
from tests.browser.running import RunningHub, is_alive, wait_for


def test_it_says_where_it_serves_and_who_can_sign_in(hub: RunningHub) -> None:
    assert f"{hub.address}/" in hub.output
    assert f"{hub.address}/accounts/login/" in hub.output
    for person in trial.PEOPLE:
        assert person.email in hub.output
        assert person.does in hub.output


def test_its_worker_tells_of_trouble_and_not_of_every_job(hub: RunningHub) -> None:
    assert len(hub.children("db_worker")) == 1
    assert "state=SUCCESSFUL" not in hub.output


def test_a_start_on_a_folder_that_is_set_up_sets_nothing_up_again(hub: RunningHub) -> None:
    said = {line for line in (hub.var / "setup.log").read_text().splitlines() if line}
    assert len(said) > 3
    assert not said & set(hub.output.splitlines())


def test_a_web_server_that_is_killed_is_replaced(hub: RunningHub) -> None:
    (web,) = hub.children("uvicorn")
    others = {*hub.children("db_worker"), *hub.children("scheduler")}
    assert len(others) == 2
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: hub.children("uvicorn") not in ([], [web]), "another web server")
    wait_for(lambda: hub.answers("/readyz"), "it answers")
    assert others < set(hub.children())
    assert "web ended with -9" in hub.output


def test_one_signal_ends_all_of_it_within_ten_seconds(tmp_path: Path) -> None:
    hub = RunningHub(tmp_path)
    hub.start()
    everybody = hub.children()
    assert len(everybody) == 3
    assert hub.stop() == 0
    assert not [pid for pid in everybody if is_alive(pid)]
    assert not hub.answers("/healthz")
