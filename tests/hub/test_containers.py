"""Dockerfile and docker-compose.yml, as far as they can be read without an engine."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}
pytestmark = pytest.mark.house


def variables(name: str) -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / name).read_text(), re.M))


def test_the_parts_of_the_hub_and_of_what_it_uses_are_there() -> None:
    assert sorted(OURS) == ["setup", "web", "worker"]
    used = sorted(set(SERVICES) - OURS)
    assert used == ["elasticsearch", "mail", "postgres", "proxy", "redis"]


def test_the_hub_reads_each_variable_that_is_set_for_it() -> None:
    known = variables(".env.example")
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known, name
    passwords = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert variables("compose.env.example") <= known | passwords
    assert passwords <= variables("compose.env.example")
    # What the file sets wins over .env: it cannot be filled in there.
    assert not variables("compose.env.example") & set(SERVICES["web"]["environment"])


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_pinned_watched_and_limited(name: str) -> None:
    service = SERVICES[name]
    if name not in OURS:
        assert re.search(r":v?\d+\.\d+\.?\d*[\w.-]*$", service["image"]), "pin a version"
    limits = service["deploy"]["resources"]["limits"]
    assert limits["memory"]
    assert limits["cpus"]
    assert service["logging"]["options"]["max-size"]
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:"), "others reach the hub through a proxy with TLS"
    if service["restart"] == "no":
        return
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


def test_services_wait_for_what_they_need() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"], f"{name} waits for {other}"
    assert SERVICES["setup"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("web", "worker"):
        waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
        assert waits["setup"] == "service_completed_successfully"
        assert waits["elasticsearch"] == "service_started", "without it the hub answers too"


def test_what_is_kept_lies_in_named_volumes() -> None:
    used = set()
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            used.add(volume.partition(":")[0])
    assert used == set(COMPOSE["volumes"])
    assert {"hub", "postgres", "elasticsearch"} <= used
    assert {SERVICES[name]["volumes"][0] for name in OURS} == {"hub:/var/lib/hub"}


def test_the_image_runs_as_nobody_special_and_holds_all_floors_and_no_secret() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1:] == ["hub"]
    for word in ("ENTRYPOINT", "CMD"):
        (form,) = [line for line in lines if line.startswith(f"{word} ")]
        assert json.loads(form.removeprefix(word)), "the exec form, so that signals arrive"
    assert "--require-hashes -r requirements.lock" in " ".join(lines)
    assert "VOLUME /var/lib/hub" in lines
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in kept
    floors = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert {f"!{floor}" for floor in floors["root_packages"]} <= set(kept)
    assert not [line for line in kept if line.startswith("!") and "env" in line]
