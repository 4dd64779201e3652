"""What the hub refuses to start with, and what it warns of."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.db import connection

from hub import checks
from tests.hub.installed import InstalledHub

POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "NAME": "hub", "HOST": "db.example.org"}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "hub"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def assume(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the checks read these settings. Django's own are left alone: a database in use, too."""

    def replace(database: dict[str, Any], **others: Any) -> None:
        others = {
            "HUB_SECRETARIAT_EMAIL": "secretariat@hub.example.org",
            "HUB_STAFF_SECOND_FACTOR": True,
            **others,
        }
        values = SimpleNamespace(DATABASES={"default": database}, **others)
        monkeypatch.setattr(checks, "settings", values)

    return replace


def ids(found: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


@pytest.mark.django_db
def test_the_settings_of_this_run_belong_together() -> None:
    assert run_checks(databases=["default"]) == []


def test_a_transaction_for_each_request_is_refused(assume: Callable[..., None]) -> None:
    assume({**POSTGRESQL, "ATOMIC_REQUESTS": True})
    assert ids(checks.transactions_are_chosen(None)) == ["hub.E001"]


@pytest.mark.parametrize("server", ["", "localhost"])
def test_a_site_without_a_mail_server_is_warned_of(
    assume: Callable[..., None], server: str
) -> None:
    assume(POSTGRESQL, EMAIL_BACKEND=SMTP, EMAIL_HOST=server)
    assert ids(checks.production_is_complete(None)) == ["hub.W002"]
    assume(POSTGRESQL, EMAIL_BACKEND=SMTP, EMAIL_HOST="mail.example.org")
    assert checks.production_is_complete(None) == []


def test_a_site_on_sqlite_is_warned_of(assume: Callable[..., None]) -> None:
    assume(SQLITE, EMAIL_BACKEND=SMTP, EMAIL_HOST="mail.example.org")
    assert ids(checks.production_is_complete(None)) == ["hub.W003"]


def test_a_site_is_warned_of_an_address_of_the_secretariat_that_nobody_reads(
    assume: Callable[..., None],
) -> None:
    assume(POSTGRESQL, EMAIL_BACKEND=SMTP, EMAIL_HOST="mail.example.org",
           HUB_SECRETARIAT_EMAIL="secretariat@example.org")  # fmt: skip
    assert ids(checks.production_is_complete(None)) == ["hub.W006"]


def test_a_site_whose_staff_need_no_second_factor_is_warned_of_it(
    assume: Callable[..., None],
) -> None:
    assume(POSTGRESQL, EMAIL_BACKEND=SMTP, EMAIL_HOST="mail.example.org",
           HUB_STAFF_SECOND_FACTOR=False)  # fmt: skip
    assert ids(checks.production_is_complete(None)) == ["hub.W007"]


@pytest.mark.parametrize(
    ("database", "expected"),
    [(SQLITE, []), ({**POSTGRESQL, "HOST": "127.0.0.1"}, []), (POSTGRESQL, ["hub.E005"])],
)
def test_people_to_try_roles_as_are_refused_on_a_database_elsewhere(
    assume: Callable[..., None], database: dict[str, str], expected: list[str]
) -> None:
    assume(database, HUB_TRIAL_PEOPLE=True)
    assert ids(checks.trial_people_stay_at_home(None)) == expected
    assume(database, HUB_TRIAL_PEOPLE=False)
    assert checks.trial_people_stay_at_home(None) == []


class PagesAndRoutesTests(InstalledHub):
    def test_a_page_that_got_the_name_of_a_route_is_found(self) -> None:
        assert checks.pages_leave_routes_alone(None, databases=["default"]) == []
        # As a copy or a move in the admin does it: past the form.
        type(self.about).objects.filter(pk=self.about.pk).update(slug="practices")
        (found,) = checks.pages_leave_routes_alone(None, databases=["default"])
        assert found.id == "hub.E004"
        assert "About this site" in found.msg

    def test_nothing_is_asked_of_a_database_that_was_not_named(self) -> None:
        with self.assertNumQueries(0):
            assert checks.pages_leave_routes_alone(None) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_without_tables_has_no_pages_to_look_at() -> None:
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE wagtailcore_page RENAME TO elsewhere")
    try:
        assert checks.pages_leave_routes_alone(None, databases=["default"]) == []
    finally:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE elsewhere RENAME TO wagtailcore_page")
