"""Jobs on a timer: each in its time, none lost with its worker, and what they do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub import schedule, tasks
from hub.models import Receipt, StandardPage
from tests.hub.installed import InstalledHub


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two jobs, one a minute and one an hour, that note when they are enqueued."""
    monkeypatch.setattr(schedule, "_timed", {})
    noted: list[str] = []
    schedule.every("often", minutes=1, enqueue=lambda: noted.append("often"))
    schedule.every("seldom", minutes=60, enqueue=lambda: noted.append("seldom"))
    return noted


def job(status: str, minutes: float) -> DBTaskResult:
    """A background job that was started so many minutes ago."""
    return DBTaskResult.objects.create(
        status=status,
        started_at=timezone.now() - timedelta(minutes=minutes),
        finished_at=None if status == "RUNNING" else timezone.now() - timedelta(minutes=minutes),
        args_kwargs={"args": [], "kwargs": {}},
        task_path="hub.tasks.publish_scheduled_pages",
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


@pytest.mark.django_db
def test_a_timed_job_is_enqueued_each_time_it_is_due(ran: list[str]) -> None:
    time = Time()
    clock = schedule.Clock(now=time)
    assert clock.tick() == []
    time.now = 61
    assert clock.tick() == ["often"]
    assert clock.tick() == []
    time.now = 125
    assert clock.tick() == ["often"]
    assert ran == ["often", "often"]


@pytest.mark.django_db
def test_a_clock_that_slept_makes_up_for_nothing(ran: list[str]) -> None:
    time = Time()
    clock = schedule.Clock(now=time)
    time.now = 7_500
    assert clock.tick() == ["often", "seldom"]
    assert clock.tick() == []


@pytest.mark.django_db
def test_the_clock_waits_for_the_next_job_and_a_minute_at_most(ran: list[str]) -> None:
    time = Time()
    clock = schedule.Clock(now=time)
    assert clock.seconds_to_next() == 60
    time.now = 45
    assert clock.seconds_to_next() == 15
    time.now = 100
    assert clock.seconds_to_next() == 0


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_goes_back_into_the_queue_and_others_stay() -> None:
    running, left, done = job("RUNNING", 5), job("RUNNING", 45), job("SUCCESSFUL", 45)
    assert schedule.reap() == 1
    assert schedule.reap() == 0
    left.refresh_from_db()
    assert (left.status, left.started_at) == ("READY", None)
    for other in (running, done):
        before = other.status
        other.refresh_from_db()
        assert other.status == before


@pytest.mark.django_db
def test_what_expired_is_forgotten(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    day = 24 * 60
    job("SUCCESSFUL", 20 * day)
    kept = [job("SUCCESSFUL", day), job("RUNNING", 20 * day)]
    now = timezone.now()
    Session.objects.create(session_key="ended", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="open", expire_date=now + timedelta(days=1))
    for key, days in (("old", 100), ("new", 80)):
        made = Receipt.objects.create(actor="user:1", key=key, verb="x", payload_hash="")
        Receipt.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=days))
    tasks.forget_what_expired.func()
    assert set(DBTaskResult.objects.all()) == set(kept)
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert [receipt.key for receipt in Receipt.objects.all()] == ["new"]


def test_the_ground_floor_keeps_house_by_the_clock() -> None:
    assert {"hub.scheduled_pages", "hub.forgetting"} <= set(schedule.Clock().due)


class ScheduledPagesTests(InstalledHub):
    def test_a_page_appears_and_goes_at_the_time_that_its_editor_set(self) -> None:
        page = StandardPage(title="Call for practices", slug="call", live=False)
        self.about.add_child(instance=page)
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
        tasks.publish_scheduled_pages.func()
        assert self.client.get("/en/about/call/").status_code == 404

        soon = timezone.now() - timedelta(minutes=1)
        revision = StandardPage.objects.get(pk=page.pk).latest_revision
        revision.approved_go_live_at = revision.content["go_live_at"] = soon
        revision.content["go_live_at"] = soon.isoformat()
        revision.save()
        tasks.publish_scheduled_pages.func()
        assert self.client.get("/en/about/call/").status_code == 200

        StandardPage.objects.filter(pk=page.pk).update(expire_at=soon)
        tasks.publish_scheduled_pages.func()
        assert self.client.get("/en/about/call/").status_code == 404
