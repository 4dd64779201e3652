"""The people of a screening beside those whom a browser plays.

`python -m tests.browser.screeners ready` says of the trial people what they review, on the run
that the environment names; `speak 3 '"accept"'` has whoever has not spoken yet in round 3
recommend that.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

import django

PANEL = {"un-screener": "un", "screener": "other", "second-screener": "other"}


def ready() -> dict[str, int]:
    """What they review; the key of each by the name in the address."""
    from hub.actions import system
    from hub.models import User
    from practices.screening.actions import describe_reviewer

    keys = {}
    for name, side in PANEL.items():
        person = User.objects.get(email=f"{name}@example.org")
        describe_reviewer(by=system, person=person, side=side, languages_read=[])
        keys[name] = person.pk
    return keys


def people(keys: Iterable[int]) -> list[Any]:
    from hub.models import User

    return list(User.objects.filter(pk__in=keys))


def speak(round: int, recommendation: str) -> int:
    """Everybody who was asked and has not spoken finds all criteria met, and recommends that; how
    many they are."""
    from practices.models import Assignment, AssignmentState
    from practices.screening import actions
    from tests.practices import screening

    standing = (AssignmentState.OFFERED, AssignmentState.READING)
    silent = list(Assignment.objects.filter(round=round, state__in=standing))
    for each in silent:
        if each.state == AssignmentState.OFFERED:
            actions.declare(by=each.reviewer, assignment=each, conflict=False)
        screening.speak(each, recommendation)
    return len(silent)


if __name__ == "__main__":
    django.setup()
    verb, arguments = sys.argv[1], [json.loads(each) for each in sys.argv[2:]]
    verbs: dict[str, Callable[..., Any]] = {"ready": ready, "speak": speak}
    done = verbs[verb](*arguments)
    print(json.dumps(done))  # noqa: T201  (whoever started it reads it)
