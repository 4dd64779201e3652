"""What waits for a moderator: held and reported posts, with what one needs to know to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from discussions.authors import Author, author_of
from discussions.models import Post, PostState, Report, Warning
from discussions.moderation.changes import last_entries, seen_of
from discussions.moderation.reasons import Reasons
from discussions.moderation.topics import questions, titles
from hub import richtext
from hub.wording import Name

if TYPE_CHECKING:
    from hub.querysets import Viewer

HELD, REPORTED = "held", "reported"
# Characters of a post in the list, and of the posts around it.
OWN, AROUND = 700, 160


def held(viewer: Viewer) -> QuerySet[Post]:
    """Held posts that somebody may decide on, each with `waiting_since`."""
    return Post.objects.moderated_by(viewer).held().annotate(waiting_since=F("created_at"))


def reported(viewer: Viewer) -> QuerySet[Post]:
    """Posts with open reports that somebody may decide on, each with `waiting_since`, the first
    of these, and with their number as `open_reports`."""
    reports = Report.objects.open().filter(post=OuterRef("pk")).order_by()
    first = reports.order_by("created_at").values("created_at")[:1]
    number = reports.values("post").annotate(number=Count("pk")).values("number")
    posts = Post.objects.moderated_by(viewer).filter(Exists(reports))
    return posts.annotate(waiting_since=Subquery(first), open_reports=Subquery(number))


def waiting(viewer: Viewer) -> QuerySet[Post]:
    """Both, each with `waiting_since`."""
    reports = Report.objects.open().filter(post=OuterRef("pk")).order_by("created_at")
    posts = Post.objects.moderated_by(viewer).filter(Q(state=PostState.HELD) | Exists(reports))
    return posts.annotate(
        waiting_since=Case(
            When(state=PostState.HELD, then=F("created_at")),
            default=Subquery(reports.values("created_at")[:1]),
        )
    )


@dataclass(frozen=True)
class Record:
    """How somebody has done so far: their posts that can be read, that were hidden and that were
    refused, and how often they were warned."""

    approved: int = 0
    hidden: int = 0
    refused: int = 0
    warnings: int = 0


@dataclass(frozen=True)
class Around:
    """A post beside the one to decide on; `text` is its first words, in its language."""

    pk: int
    position: int | None
    author: Author
    text: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """A post that waits. `reports` are the open ones, each with the label of its reason; `seen` is
    what forms about it carry; `before` and `after` are the posts that are read beside it, in the
    order of their places."""

    post: Post
    kind: str
    since: datetime
    author: Author
    record: Record
    topic: Name
    space: Name
    text: str
    is_whole: bool
    reports: list[tuple[Report, str]]
    answers: Around | None
    before: list[Around]
    after: list[Around]
    seen: str

    @property
    def hours(self) -> int:
        """For how many whole hours it has waited."""
        return max(0, int((timezone.now() - self.since).total_seconds() // 3600))


def rows(posts: Iterable[Any], reasons: Reasons, reach: int = 1) -> list[Row]:
    """What a page says of posts that wait, read through `with_all`, in ten queries however many
    there are. reach: how many neighbours on each side."""
    posts = list(posts)
    keys = [each.pk for each in posts]
    records = records_of({each.author_id for each in posts if each.author_id})
    reports: dict[int, list[tuple[Report, str]]] = defaultdict(list)
    for each in Report.objects.open().filter(post__in=keys).select_related("reporter"):
        reports[each.post_id].append((each, reasons.label(each.reason)))
    topics = questions(each.topic_id for each in posts)
    spaces = titles(each.topic.space_id for each in posts)
    beside = Beside(posts, reach)
    last = last_entries(keys)
    found = []
    for post in posts:
        text = richtext.excerpt(post.source, OWN, post.language)
        before, after = beside.around(post)
        found.append(
            Row(
                post=post,
                kind=HELD if post.state == PostState.HELD else REPORTED,
                since=post.waiting_since,
                author=author_of(post, moderates=True),
                record=records.get(post.author_id, Record()),
                topic=topics[post.topic_id],
                space=spaces[post.topic.space_id],
                text=text,
                is_whole=len(post.source) <= OWN and not text.endswith("…"),
                reports=reports[post.pk],
                answers=beside.by_key.get(post.parent_id or 0),
                before=before,
                after=after,
                seen=seen_of(
                    post,
                    last.get(post.pk, 0),
                    max((report.pk for report, _label in reports[post.pk]), default=0),
                ),
            )
        )
    return found


def with_all(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With what `rows` reads of each, in one query."""
    return posts.select_related("author", "organisation", "topic__space")


def records_of(people: Iterable[int]) -> dict[int, Record]:
    """How each of some people (their keys) has done so far, in two queries."""
    people = set(people)
    counted: Iterable[Any] = (
        Post.objects.filter(author__in=people)
        .order_by()
        .values("author")
        .annotate(
            **{
                name: Count("pk", filter=Q(state=state))
                for name, state in (
                    ("approved", PostState.PUBLISHED),
                    ("hidden", PostState.HIDDEN),
                    ("refused", PostState.REFUSED),
                )
            }
        )
    )
    warned = dict(
        Warning.objects.filter(user__in=people)
        .order_by()
        .values_list("user")
        .annotate(number=Count("pk"))
    )
    found = {
        each["author"]: Record(
            each["approved"], each["hidden"], each["refused"], warned.get(each["author"], 0)
        )
        for each in counted
    }
    return {pk: found.get(pk, Record(warnings=warned.get(pk, 0))) for pk in people}


class Beside:
    """The posts around some posts: what they answer, and their neighbours by place; for one that
    has no place yet, the last ones of its topic. One query."""

    def __init__(self, posts: Sequence[Post], reach: int) -> None:
        self.reach = reach
        wanted = Q(pk__in={each.parent_id for each in posts if each.parent_id})
        for post in posts:
            wanted |= Q(topic=post.topic_id, position__range=self._range(post))
        self.by_key: dict[int, Around] = {}
        self.placed: dict[int, dict[int, Around]] = defaultdict(dict)
        if not posts:
            return
        found = Post.objects.filter(wanted).published().select_related("author", "organisation")
        for each in found.defer("html"):
            shown = around_of(each)
            self.by_key[each.pk] = shown
            if each.position is not None:
                self.placed[each.topic_id][each.position] = shown

    def _range(self, post: Post) -> tuple[int, int]:
        if post.position is None:
            return (max(1, post.topic.positions - 2 * self.reach + 1), post.topic.positions)
        return (max(1, post.position - self.reach), post.position + self.reach)

    def around(self, post: Post) -> tuple[list[Around], list[Around]]:
        first, last = self._range(post)
        there = self.placed[post.topic_id]
        near = [there[place] for place in range(first, last + 1) if place in there]
        near = [each for each in near if each.pk not in (post.pk, post.parent_id)]
        own = post.position if post.position is not None else last + 1
        return (
            [each for each in near if (each.position or 0) < own],
            [each for each in near if (each.position or 0) > own],
        )


def around_of(post: Post) -> Around:
    return Around(
        pk=post.pk,
        position=post.position,
        author=author_of(post, moderates=True),
        text=richtext.excerpt(post.source, AROUND, post.language),
        language=post.language,
        at=post.created_at,
    )
