"""What every test stands on: a migrated database, restored after whoever commits to it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from tests.database import PostgresqlCopies, SqliteCopies, copies

_copies: SqliteCopies | PostgresqlCopies | None = None


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's own: a copy of the migrated database for each worker."""
    global _copies
    with django_db_blocker.unblock():
        _copies = copies(os.environ.get("PYTEST_XDIST_WORKER", "main"))
        _copies.prepare()
    yield
    with django_db_blocker.unblock():
        _copies.destroy()
        _copies = None


# Tests that take very long: first, so that no worker is left with them when the others are done.
LONG = (
    "tests/test_addresses.py",
    "tests/test_nothing_leaks.py",
    "tests/test_house.py",
    "tests/discussions/test_live_",
    "tests/discussions/test_nothing_leaks.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    if connection.vendor == "sqlite":
        return
    # What asks no database says the same beside another.
    apart = [item for item in items if not _asks_the_database(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None:
        return True
    made_of = getattr(item, "cls", None)
    if made_of is not None and issubclass(made_of, TransactionTestCase):
        return True
    return not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """A test that commits leaves the tables flushed, rows of migrations included: put them back."""
    yield
    marker = item.get_closest_marker("django_db")
    commits = (marker is not None and marker.kwargs.get("transaction")) or (
        "transactional_db" in getattr(item, "fixturenames", ())
    )
    if commits and _copies is not None:
        _copies.restore()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of all tests: Playwright runs once in a process."""
    from tests.chromium import running

    # It keeps a loop of its own in this thread, which Django takes for one that it runs in.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with running() as browser:
        yield browser


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _default_language() -> None:
    """A page that another test asked for leaves its language behind."""
    translation.deactivate()
