"""The house keeps its own rules: locks, layers, settings, migrations, templates."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.locks import LOCKS, asked_for, first_line

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
pytestmark = pytest.mark.house


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )


def test_the_locks_hold_hashes_and_no_address() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://|--index-url|--find-links", text)
        for pin in re.findall(r"^[A-Za-z0-9_.-]+==.*(?:\n    --hash=\S+.*)*", text, re.M):
            assert "--hash=sha256:" in pin, pin.splitlines()[0]


def test_the_locks_are_what_pyproject_asks_for() -> None:
    for name, wanted in asked_for().items():
        lock = (ROOT / name).read_text()
        assert lock.startswith(first_line(name)), f"{name} is stale: run `make locks`"
        if name == "requirements-dev.lock":
            lock += (ROOT / "requirements.lock").read_text()
        pins = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\\n]+)", lock, re.M))
        for line in wanted:
            requirement = Requirement(line)
            version = pins.get(canonicalize_name(requirement.name))
            assert version, f"{name} does not pin {requirement.name}"
            assert requirement.specifier.contains(version, prereleases=True), line


def test_each_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    named = tomllib.loads("\n".join(lines))
    wanted = {*named["project"]["dependencies"], *named["dependency-groups"]["dev"]}
    for requirement in wanted:
        line = next(line for line in lines if line.strip().startswith(f'"{requirement}"'))
        assert re.search(r'",\s+# \w.{8,}', line), line


@pytest.mark.parametrize(
    "command",
    [
        ["lint-imports"],
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["djlint", "templates", "--lint", "--quiet"],
        ["mypy", "config", "hub", "practices", "discussions", "search"],
    ],
    ids=lambda command: command[0] + "-" + command[1] if len(command) > 1 else command[0],
)
def test_the_linters_find_nothing(command: list[str]) -> None:
    done = run(str(BIN / command[0]), *command[1:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.django_db
def test_the_models_have_their_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "HUB_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJ",
    "HUB_HOSTS": "hub.example.org",
    "HUB_BASE_URL": "https://hub.example.org",
    "HUB_SECRETARIAT_EMAIL": "secretariat@hub.example.org",
    "HUB_MAIL_URL": "smtp+tls://hub:secret@mail.example.org:587",
    "DATABASE_URL": "postgres://hub:secret@database.example.org/hub",
}


def test_the_deployment_check_finds_nothing_in_production() -> None:
    done = run(
        sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO", **PRODUCTION
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("missing", ["HUB_SECRET_KEY", "HUB_HOSTS", "HUB_BASE_URL"])
def test_production_refuses_to_start_without(missing: str) -> None:
    done = run(sys.executable, "manage.py", "check", **{**PRODUCTION, missing: ""})
    assert done.returncode != 0
    assert missing in done.stderr


def test_every_variable_of_the_environment_is_described() -> None:
    read = set(
        re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config/environment.py").read_text())
    )
    described = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read == described
    for path in ROOT.glob("**/*.py"):
        if path.parts[len(ROOT.parts)] in {"hub", "practices", "discussions", "search", "config"}:
            text = path.read_text()
            if path.name != "environment.py":
                assert not re.search(r"os\.environ\[|os\.getenv", text), path
