"""The ground floor: words, people, organisations, permissions, actions, rich text."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from hub import schedule, setup, slots


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = _("Hub")

    def ready(self) -> None:
        from hub import (
            checks,  # noqa: F401  (registers the system checks)
            content,
            inbox,
            indexing,
            menu,
            pages,
            second_factor,
            tasks,
            waiting,
        )
        from hub.files import tasks as file_tasks
        from hub.notifications import tasks as notices

        second_factor.connect()
        pages.connect()
        indexing.register(pages.PageSource())
        slots.fill("account.menu", menu.joining)
        inbox.register(waiting.verifications())
        inbox.register(waiting.join_requests())

        schedule.every(
            "hub.scheduled_pages",
            minutes=tasks.SCHEDULED_PAGES_EVERY,
            enqueue=tasks.publish_scheduled_pages.enqueue,
        )
        schedule.every(
            "hub.forgetting",
            minutes=tasks.FORGETTING_EVERY,
            enqueue=tasks.forget_what_expired.enqueue,
        )
        schedule.every(
            "hub.files",
            minutes=file_tasks.CLEARING_EVERY,
            enqueue=file_tasks.clear_files.enqueue,
        )
        schedule.every(
            "hub.notices",
            minutes=notices.MAILING_EVERY,
            enqueue=notices.mail_due.enqueue,
        )
        schedule.every(
            "hub.notices_forgetting",
            minutes=notices.FORGETTING_EVERY,
            enqueue=notices.forget_old.enqueue,
        )

        setup.step("migrate", migrate, order=0)
        setup.step("pages", load_pages, order=10, inputs=content.files())


def migrate(report: setup.Report) -> None:
    report("Bringing the database up to date …")
    call_command("migrate", verbosity=0, interactive=False)


def load_pages(report: setup.Report) -> None:
    from hub import editorial

    editorial.load_pages(report)
