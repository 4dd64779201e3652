"""What a trial run has to look at."""

from __future__ import annotations

import time

import pytest

from hub import trial
from hub.models import Notice
from practices import examples
from practices.models import Practice, State
from practices.screening import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_there_is_a_practice_in_every_state_and_queue_and_each_says_that_it_is_an_example() -> None:
    trial.make_people()
    began = time.process_time()
    examples.make()
    assert time.process_time() - began < 4
    made = Practice.objects.filter(provenance="example")
    assert set(made.values_list("state", flat=True)) == set(State)
    assert not Practice.objects.exclude(provenance="example").exists()
    secretariat = examples.Cast().secretariat
    for rows in (
        waiting.for_eligibility, waiting.without_reviewers, waiting.for_decision,
        waiting.to_publish,
    ):  # fmt: skip
        assert rows(secretariat).exists(), rows.__name__
    assert not Notice.objects.filter(settled_at=None).exists()
    assert Notice.objects.exists()
    assert all("xample" in str(each.organisation) for each in made)


def test_making_them_again_changes_nothing() -> None:
    trial.make_people()
    examples.make()
    before = Practice.objects.count()
    examples.make()
    assert Practice.objects.count() == before
