"""System checks: settings that belong together, and what the product forbids itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from wagtail.models import Page

# The default of HUB_SECRETARIAT_EMAIL, for a trial.
NOBODY_READS = "secretariat@example.org"


@register(Tags.database)
def transactions_are_chosen(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Under SQLite every transaction is a writer: one for each request would serialise reading."""
    return [
        Error(
            f"DATABASES[{alias!r}] sets ATOMIC_REQUESTS.",
            hint="Actions open their own transactions; a request that reads must not.",
            id="hub.E001",
        )
        for alias, database in settings.DATABASES.items()
        if database.get("ATOMIC_REQUESTS")
    ]


@register(Tags.database)
def pages_leave_routes_alone(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A page under the name of a route is never seen: the route answers first.

    The form refuses such a name; this finds what was moved, copied or there before the route.
    """
    from hub.models.pages import EDITORIAL, HOME_DEPTH
    from hub.routes import first_segments

    if not databases or Page._meta.db_table not in connection.introspection.table_names():
        return []
    hidden = Page.objects.type(*EDITORIAL).filter(depth=HOME_DEPTH + 1, slug__in=first_segments())
    return [
        Error(
            f"The page at {page.url_path} ({page.title!r}) has the name of a route.",
            hint="Nobody can see it. Change its slug in the admin.",
            id="hub.E004",
        )
        for page in hidden.order_by("pk")
    ]


@register(Tags.security, deploy=True)
def production_is_complete(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """What the site needs before others reach it."""
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend" and (
        settings.EMAIL_HOST in ("", "localhost")
    ):
        found.append(
            Warning(
                "No mail server is set.",
                hint="Nobody can sign in without mail: set HUB_MAIL_URL.",
                id="hub.W002",
            )
        )
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        found.append(
            Warning(
                "The database is SQLite.",
                hint="One machine, one process: set DATABASE_URL for more than a trial.",
                id="hub.W003",
            )
        )
    if settings.HUB_SECRETARIAT_EMAIL == NOBODY_READS:
        found.append(
            Warning(
                "Pages and mails name an address of the secretariat that nobody reads.",
                hint="Set HUB_SECRETARIAT_EMAIL.",
                id="hub.W006",
            )
        )
    if not settings.HUB_STAFF_SECOND_FACTOR:
        found.append(
            Warning(
                "Staff need no second factor.",
                hint="Whoever reads their mail gets into the admin: leave HUB_STAFF_SECOND_FACTOR "
                "empty or set it to true.",
                id="hub.W007",
            )
        )
    return found


@register(Tags.security)
def trial_people_stay_at_home(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The people to try each role as exist on a local database only."""
    from hub.trial import is_local

    if getattr(settings, "HUB_TRIAL_PEOPLE", False) and not is_local(settings.DATABASES["default"]):
        return [
            Error(
                "HUB_TRIAL_PEOPLE is on with a database that is not local.",
                hint="Use config.settings.production for a site that others reach.",
                id="hub.E005",
            )
        ]
    return []
