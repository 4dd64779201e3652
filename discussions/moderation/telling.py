"""What keeping order tells people beside what `discussions.telling` does: an author, that their
post was moved; who reported one, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.models import Post, Report, ReportState, Topic
from discussions.moderation.topics import questions
from hub.models import Notice, User
from hub.notifications import Kind, Line, notify, register
from hub.notifications.kinds import seen_through
from hub.wording import Name, worded

MOVED = "post.moved"
REPORT_DECIDED = "report.decided"


def post_moved(post: Post) -> None:
    """Tell the author of a post that it stands in another topic now."""
    if post.author_id is not None:
        notify(MOVED, [post.author_id], f"{post.pk}:{post.version + 1}", post.pk)


def report_decided(report: Report) -> None:
    """Tell who reported a post that a moderator looked at it."""
    notify(REPORT_DECIDED, [report.reporter_id], str(report.pk), report.pk)


def register_kinds() -> None:
    register(
        Kind(
            name=MOVED,
            group=gettext_lazy("Discussions"),
            label=gettext_lazy("A moderator moved a post of yours to another topic"),
            render=_moved_lines,
            may_see=seen_through(Post.objects.visible_to),
            action=gettext_lazy("Open the post"),
        )
    )
    register(
        Kind(
            name=REPORT_DECIDED,
            group=gettext_lazy("Discussions"),
            label=gettext_lazy("A moderator looked at what you reported"),
            render=_decided_lines,
            may_see=_reports_seen_by,
            action=gettext_lazy("Open what you reported"),
        )
    )


def _reports_seen_by(person: User, object_ids: Collection[str]) -> Collection[str]:
    """Their own, of topics that they still see: the line names the topic."""
    own = seen_through(
        lambda viewer: Report.objects.filter(
            reporter=viewer, post__topic__in=Topic.objects.visible_to(viewer).values("pk")
        )
    )
    return own(person, object_ids)


def _moved_lines(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    topics = dict(_found(Post.objects, notices).values_list("pk", "topic"))

    def line(post: int, topic: Name) -> Line:
        sentence = worded(_("A moderator moved your post to this topic: %(topic)s"), topic=topic)
        return Line(sentence, reverse("discussions:post", args=[post]))

    return _lines(notices, topics, language, line)


def _decided_lines(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    found = _found(Report.objects, notices).values_list("pk", "post__topic", "state")
    topics = {pk: topic for pk, topic, _state in found}
    upheld = {pk for pk, _topic, state in found if state == ReportState.UPHELD}

    def line(report: int, topic: Name) -> Line:
        if report in upheld:
            said = _("A moderator took up what you reported in: %(topic)s")
        else:
            said = _("A moderator looked at the post that you reported in %(topic)s, and left it.")
        return Line(worded(said, topic=topic), f"{reverse('discussions:my-posts')}#reports")

    return _lines(notices, topics, language, line)


def _found(manager: Any, notices: Sequence[Notice]) -> Any:
    return manager.filter(pk__in=[each.object_id for each in notices if each.object_id.isdecimal()])


def _lines(
    notices: Sequence[Notice],
    topics: Mapping[int, int],
    language: str,
    line: Callable[[int, Name], Line],
) -> dict[int, Line]:
    """The line of each notice whose object is there. topics: that of each object."""
    names = questions(topics.values(), language)
    return {
        each.pk: line(int(each.object_id), names[topics[int(each.object_id)]])
        for each in notices
        if each.object_id.isdecimal() and int(each.object_id) in topics
    }
