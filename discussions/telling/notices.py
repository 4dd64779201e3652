"""What the other rooms call, each inside its action, when something happened that people hear of.

Each costs the action one row: it notes for the worker that something is to be told (`tasks`), in
the same transaction, so that it is told if and only if it happened. The worker finds out whom it
concerns and what they may see (`audiences`). Told twice, it is one notice: keys name the occasion.
"""

from __future__ import annotations

from django.utils import timezone

from discussions.models import Misquotation, Outcome, Post, Report, Topic, Warning
from discussions.telling import tasks
from discussions.telling.names import OF_POSTS
from hub.actions import Act
from hub.models import Notice


def post_published(act: Act, post: Post) -> None:
    """A post became public, at once or when a moderator released it: its topic's followers hear
    of it, whom it answers, and whom it mentions (`post.mentions`, which are there when the action
    commits; called again after an edit, those who are new in it). Its author follows the topic
    from their first post on, unless they chose not to."""
    tasks.tell.enqueue("post-published", post.pk)


def post_held(act: Act, post: Post) -> None:
    """A post waits for a moderator (`post.held_for` says why): its author and the space's
    moderators hear of it."""
    tasks.tell.enqueue("post-held", post.pk)


def post_released(act: Act, post: Post) -> None:
    """A moderator let a held post through: its author hears of it. Beside `post_published`."""
    tasks.tell.enqueue("post-released", post.pk)


def post_refused(act: Act, post: Post) -> None:
    """A held post is not published; `post.told` says why, to its author."""
    tasks.tell.enqueue("post-refused", post.pk)


def post_hidden(act: Act, post: Post) -> None:
    """A moderator took a post out of sight; `post.told` says why, to its author."""
    tasks.tell.enqueue("post-hidden", post.pk, post.version)


def post_restored(act: Act, post: Post) -> None:
    """A moderator brought a hidden post back: its author hears of it."""
    tasks.tell.enqueue("post-restored", post.pk, post.version)


def author_warned(act: Act, warning: Warning) -> None:
    """A moderator wrote to the author of a post."""
    tasks.tell.enqueue("author-warned", warning.pk)


def post_reported(act: Act, report: Report) -> None:
    """Somebody reported a post: the space's moderators hear of it."""
    tasks.tell.enqueue("post-reported", report.pk)


def topic_opened(act: Act, topic: Topic) -> None:
    """A topic takes posts from now on, also one that was made open: who follows a space that
    lists it hears of it. Opened again, they hear of it again."""
    tasks.tell.enqueue("topic-opened", topic.pk, topic.sequence)


def topic_extended(act: Act, topic: Topic) -> None:
    """A topic was given another closing time: who follows it hears of it."""
    at = topic.closes_at.isoformat() if topic.closes_at else ""
    tasks.tell.enqueue("topic-extended", topic.pk, at)


def outcome_published(act: Act, outcome: Outcome) -> None:
    """A topic closed with its outcome: every author of a published post hears whether it is
    cited, and the topic's and spaces' followers hear of the outcome. Beside nothing else: a topic
    that closes with an outcome needs no further telling."""
    tasks.tell.enqueue("outcome-published", outcome.pk)


def outcome_corrected(act: Act, outcome: Outcome) -> None:
    """A published outcome was changed: those who heard of it hear of the correction."""
    tasks.tell.enqueue("outcome-corrected", outcome.pk, outcome.number)


def misquotation_reported(act: Act, misquotation: Misquotation) -> None:
    """A contributor finds a post misread: the space's moderators hear of it."""
    tasks.tell.enqueue("misquotation-reported", misquotation.pk)


def misquotation_answered(act: Act, misquotation: Misquotation) -> None:
    """A report of a misquotation was decided: who made it hears what came of it."""
    tasks.tell.enqueue("misquotation-answered", misquotation.pk)


def posts_read(act: Act, topic: Topic, position: int) -> None:
    """The actor has read a topic up to a position: what they were told of the posts there counts
    as read, and no digest repeats it. One query where nothing is unread."""
    unread = Notice.objects.filter(recipient=act.user, read_at__isnull=True, kind__in=OF_POSTS)
    told = unread.values_list("pk", "object_id")
    posts = {int(object_id) for _pk, object_id in told}
    if not posts:
        return
    rows = Post.objects.filter(pk__in=posts, topic=topic, position__lte=position)
    read = {str(pk) for pk in rows.values_list("pk", flat=True)}
    keys = [pk for pk, object_id in told if object_id in read]
    Notice.objects.filter(pk__in=keys).update(read_at=timezone.now())
