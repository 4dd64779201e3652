"""What every answer says to the browser: nothing from elsewhere, nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client

from hub.models import Role, User

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
PAGE, MISSING, REDIRECT = "/en/accounts/login/", "/en/no-such-page/", "/"
SHEET, HEALTH = "/static/hub/css/hub.css", "/healthz"
VISITED = [
    "/", "/en/practices/", "/ar/practices/?level=local", "/en/search/?q=school", "/en/objectives/",
    "/en/countries/", MISSING, SHEET, HEALTH,
]  # fmt: skip
FOREVER = "max-age=63072000; includeSubDomains; preload"


def policy_of(answer: HttpResponse) -> dict[str, str]:
    directives = answer["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives)


def secretariat() -> User:
    person = User.objects.create_user("editor@example.org")
    person.groups.add(Group.objects.get_or_create(name=Role.SECRETARIAT)[0])
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PAGE, MISSING, REDIRECT, SHEET, HEALTH, "TRACE", "/en/\x00"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    answer = client.generic("TRACE", PAGE) if path == "TRACE" else client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert policy_of(answer)["default-src"] == "'none'"
    assert "Access-Control-Allow-Origin" not in answer
    assert "Server" not in answer


@pytest.mark.django_db
def test_a_browser_asks_each_time_whether_its_copy_of_a_page_is_still_good(client: Client) -> None:
    assert client.get("/en/practices/")["Cache-Control"] == "no-cache"
    client.force_login(secretariat())
    assert client.get("/en/practices/")["Cache-Control"] == "private, no-cache"
    assert "max-age" in client.get(SHEET)["Cache-Control"]


@pytest.mark.django_db
def test_the_policy_of_the_site_allows_its_own_files_and_nothing_inline(client: Client) -> None:
    policy = policy_of(client.get(PAGE))
    assert set(" ".join(policy.values()).split()) == {"'self'", "'none'"}
    for closed in ("default-src", "base-uri", "frame-ancestors"):
        assert policy[closed] == "'none'"
    assert policy["form-action"] == "'self'"


@pytest.mark.django_db
def test_only_the_admin_may_run_what_stands_inline_and_it_fetches_nothing_from_elsewhere(
    client: Client,
) -> None:
    client.force_login(secretariat())
    policy = policy_of(client.get("/admin/"))
    assert "'unsafe-inline'" in policy["script-src"]
    sources = set(" ".join(policy.values()).split())
    assert sources <= {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert "'unsafe-inline'" not in client.get("/en/admin/")["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", VISITED)
def test_a_visitor_is_given_no_cookie(client: Client, path: str) -> None:
    answer = client.get(path)
    assert not answer.cookies
    assert "Set-Cookie" not in answer


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """What the production settings say about transport and cookies."""
    script = (
        "import json; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) "
        "for n in dir(s) if n.startswith(('SECURE_', 'SESSION_COOKIE', 'CSRF_COOKIE'))}))"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "HUB_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJ",
        "HUB_HOSTS": "testserver",
        "HUB_BASE_URL": "https://testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def in_production(production: dict[str, Any], settings: Any) -> Client:
    for name, value in production.items():
        setattr(settings, name, value)
    return Client()


@pytest.mark.django_db
def test_production_speaks_https_alone_and_says_so_for_two_years(in_production: Client) -> None:
    plain = in_production.get("/en/practices/?level=local")
    assert plain.status_code == 301
    assert plain["Location"] == "https://testserver/en/practices/?level=local"
    assert in_production.get(PAGE, secure=True)["Strict-Transport-Security"] == FOREVER
    # Whoever watches the process asks it directly.
    assert in_production.get(HEALTH).status_code == 200


@pytest.mark.django_db
def test_the_cookies_of_production_stay_on_this_host_and_out_of_reach_of_scripts(
    in_production: Client, settings: Any
) -> None:
    settings.SESSION_SAVE_EVERY_REQUEST = True
    reader, leaver, visitor = in_production, Client(), Client()
    for client in (reader, leaver):
        client.force_login(User.objects.get_or_create(email="reader@example.org")[0])
    given = {
        **reader.get("/en/practices/", secure=True).cookies,
        **visitor.get(PAGE, secure=True).cookies,
    }
    # Signing out says so on the next page, by a cookie of its own.
    given["messages"] = leaver.post("/en/accounts/logout/", secure=True).cookies["messages"]
    assert set(given) == {"__Host-session", "__Host-csrf", "messages"}
    for cookie in given.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
