"""The people of a trial run."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hub import trial
from hub.models import Membership, Organisation, User
from tests.hub.signing_in import CODE, ask_for_code, signed_in

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("trial_people", stdout=out)
    return out.getvalue()


def test_there_is_somebody_for_each_role_and_they_can_sign_in(
    client: Client, mailoutbox: list[Any]
) -> None:
    said = run()
    for email in User.objects.values_list("email", flat=True):
        assert email in said
        one = Client()
        one.post(CODE, {"code": ""})
        code = ask_for_code(one, mailoutbox, email)
        one.post(CODE, {"code": code})
        assert signed_in(one)
    assert {each.email.split("@")[0]: set(each.roles) for each in User.objects.all()} == {
        "secretariat": {"secretariat"},
        "screener": {"screener"},
        "un-screener": {"screener"},
        "second-screener": {"screener"},
        "third-screener": {"screener"},
        "translator": {"translator"},
        "moderator": {"moderator"},
        "focal-point": set(),
        "member": set(),
        "city": set(),
    }
    assert set(Membership.objects.values_list("user__email", "role")) == {
        ("focal-point@example.org", "focal-point"),
        ("member@example.org", "member"),
        ("city@example.org", "focal-point"),
    }
    assert all(each.is_verified for each in Organisation.objects.all())


def test_everybody_and_everything_says_that_it_is_an_example() -> None:
    run()
    assert all(name.startswith("Example") for name in User.objects.values_list("name", flat=True))
    names = Organisation.objects.values_list("name", flat=True)
    assert all(name.startswith("Example") for name in names)


def test_a_second_run_changes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    run()
    User.objects.filter(email="member@example.org").update(name="Renamed")
    with django_assert_num_queries(1):
        run()
    assert User.objects.count() == len(trial.PEOPLE)
    assert User.objects.filter(name="Renamed").exists()


def test_a_database_elsewhere_gets_no_trial_people(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example.org"}
    monkeypatch.setitem(settings.DATABASES, "default", elsewhere)
    with pytest.raises(CommandError):
        run()
    assert not User.objects.exists()
