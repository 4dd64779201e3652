"""What a trial run has for moderators: a first post that is held for its link, and a report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from discussions.models import Post, PostState, Report, Topic, TopicState
from discussions.moderation.actions import report
from discussions.moderation.reasons import Reasons
from discussions.posting.actions import publish
from discussions.telling import tasks as telling
from hub.actions import Act, action, system
from hub.models import Notice, Organisation, User

NEWCOMER, REPORTED, REPORTER = (
    "city@example.org", "member@example.org", "second-screener@example.org",
)  # fmt: skip

# Of those that are shipped (`reasons.json`).
REASON = "off-topic"


def make() -> None:
    """Make them, unless there are some, in the open topic of the example space."""
    topics = Topic.objects.filter(space__is_example=True, state=TopicState.OPEN)
    topic = topics.order_by("number").first()
    if topic is None or topic.posts.filter(state=PostState.HELD).exists():
        return
    if not Report.objects.filter(post__topic=topic).exists():
        _make(by=system, topic=topic)


@action("trial.moderation")
def _make(act: Act, *, topic: Topic) -> dict[str, Any]:
    before = timezone.now()
    people = {each.email: each for each in User.objects.filter(email__endswith="@example.org")}
    held = publish(
        by=people[NEWCOMER],
        topic=topic,
        source="Notre modèle d’avis de départ, en cinq langues : https://example.org/avis",
        language="fr",
        organisation=Organisation.objects.of(people[NEWCOMER]).first(),
        capacity="organisation",
    )["post"]
    Post.objects.filter(pk=held).update(created_at=before - timedelta(hours=20))
    about = topic.posts.published().filter(author=people[REPORTED]).first()
    if about is not None and REASON in Reasons():
        made = report(
            by=people[REPORTER], post=about, reason=REASON, language="en",
            said="This is about housing. The question is about changing employers.",
        )  # fmt: skip
        Report.objects.filter(pk=made["report"]).update(created_at=before - timedelta(hours=5))
    # Nobody is written to about examples.
    telling.tell_now()
    Notice.objects.filter(created_at__gte=before).update(settled_at=timezone.now())
    return {"post": held}
