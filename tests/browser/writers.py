"""People who are signed in, each with a draft of their own, plainly made up.

`python -m tests.browser.writers make 8` makes them on the run that the environment names, and
prints as JSON the session of each and the practice that it writes; `talk 8` makes people who may
write without a limit in one public topic.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

from tests.sessions import session_of


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


def talk(count: int) -> dict[str, Any]:
    """A topic, and the sessions of people who moderate its space: the only ones who may say as much
    as a test does in a minute."""
    from tests.discussions import rooms

    of = rooms.topic("What holds under load?", rooms.space("Under load", slug="under-load"))
    people = [rooms.moderator(of.space) for _number in range(count)]
    return {"topic": of.pk, "sessions": [session_of(each) for each in people]}


def said(topic: int) -> dict[str, Any]:
    """What stands in a topic: each post with its key, place and text, the numbers of its events,
    and what the topic counts."""
    from discussions.models import Post, Topic, TopicEvent

    of = Topic.objects.get(pk=topic)
    posts = Post.objects.filter(topic=of).order_by("pk").values_list("pk", "position", "source")
    events = TopicEvent.objects.filter(topic=of).order_by("number").values_list("number", flat=True)
    return {
        "posts": list(posts), "events": list(events),
        "counts": [of.sequence, of.positions, of.post_count],
    }  # fmt: skip


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
    doing: dict[str, Any] = {
        "make": make, "draft": draft, "count": count, "talk": talk, "said": said
    }  # fmt: skip
    print(json.dumps(doing[sys.argv[1]](arguments)))  # noqa: T201  (whoever started it reads it)
