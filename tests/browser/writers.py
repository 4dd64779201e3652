"""People who are signed in, each with a draft of their own, plainly made up.

`python -m tests.browser.writers make 8` makes them on the run that the environment names, and
prints as JSON the session of each and the practice that it writes.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def make(count: int) -> list[dict[str, Any]]:
    from tests.practices.library import drafted, member_of, organisation

    body = organisation("Example Rescue Society")
    made = []
    for number in range(count):
        writer = member_of(body, f"example-writer-{number}")
        practice, _text = drafted(body, title=f"Example draft {number}")
        made.append({"session": session_of(writer), "practice": practice.pk})
    return made


def draft(title: str) -> dict[str, Any]:
    """A draft of the organisation of the people whom one tries the hub as."""
    from hub import trial
    from hub.models import Organisation
    from tests.practices.library import drafted

    practice, _text = drafted(Organisation.objects.get(name=trial.ORGANISATION), title=title)
    return {"practice": practice.pk}


def session_of(user: Any) -> str:
    """The key of a session in which somebody is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def count(practices: list[int]) -> list[dict[str, Any]]:
    """What stands in the drafts: the number of each, what it says, and how often it was saved."""
    from hub.models import AuditEntry, Receipt
    from practices.models import PracticeText

    found = []
    for text in PracticeText.objects.filter(practice__in=practices).order_by("practice_id"):
        saves = AuditEntry.objects.filter(
            verb="practice.save-section", details__practicetext=text.pk
        )  # fmt: skip
        found.append(
            {
                "number": text.draft_number,
                "said": text.get_latest_revision_as_object().results,
                "saves": saves.count(),
                "receipts": Receipt.objects.filter(
                    verb="practice.save-section", answer__revision=text.latest_revision_id
                ).count(),
            }
        )
    return found


if __name__ == "__main__":
    django.setup()
    arguments = json.loads(sys.argv[2])
    print(json.dumps({"make": make, "draft": draft, "count": count}[sys.argv[1]](arguments)))  # noqa: T201  (whoever started it reads it)
