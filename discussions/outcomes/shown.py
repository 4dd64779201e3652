"""An outcome as a reader sees it: in their language where it speaks it, visibly in another else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from discussions.authors import author_of
from discussions.models import Citation, Outcome, OutcomeParagraph, Post, PostState
from discussions.reading import articles
from discussions.reading.texts import rendered
from discussions.spaces.texts import shown
from hub import richtext

if TYPE_CHECKING:
    from hub.querysets import Viewer

EXCERPT = 200


@dataclass(frozen=True)
class Words:
    """A piece of an outcome as HTML. missing: that the reader's language has none, and this is
    another one's."""

    html: SafeString
    language: str
    missing: bool


@dataclass(frozen=True)
class Rests:
    """A post on which a paragraph rests, as every reader of the topic sees it.

    gone: `hidden`, `withdrawn` or `moved` where it cannot be read there any more; it has neither
    name nor words then. report: where its author says that it is misread, "" for others.
    """

    citation: int
    post: int
    number: int | None
    url: str
    name: str = ""
    organisation: str = ""
    organisation_language: str = ""
    gone: str = ""
    report: str = ""


@dataclass(frozen=True)
class Paragraph:
    pk: int
    number: int
    words: Words | None
    rests: list[Rests]
    corrected_at: datetime | None = None

    @property
    def is_lost(self) -> bool:
        """Whether a post that it rests on cannot be read any more."""
        return any(each.gone for each in self.rests)


@dataclass(frozen=True)
class Shown:
    """language: for whose readers. missing: the language in which all of it stands where theirs
    has none of it; "" else, and each piece says for itself. languages: those in which it says
    anything."""

    outcome: Outcome
    language: str
    paragraphs: list[Paragraph]
    changed: Words | None
    missing: str = ""
    languages: list[str] = field(default_factory=list)

    @property
    def is_lost(self) -> bool:
        return any(each.is_lost for each in self.paragraphs)


def show(outcome: Outcome, language: str, reportable: Iterable[int] = ()) -> Shown:
    """An outcome that was read with `reading.whole`, in a language of the interface, without a
    query. reportable: the keys of citations that the reader may report. Withheld names show to
    nobody here, since an outcome is quoted elsewhere."""
    from discussions.outcomes.reading import spoken_in

    own, may_report = outcome.original_language, set(reportable)
    paragraphs = [
        Paragraph(
            pk=each.pk,
            number=number,
            words=words(each.texts.all(), "source", own, language),
            rests=[_rests(outcome, citation, may_report) for citation in in_order(each)],
            corrected_at=each.corrected_at,
        )
        for number, each in enumerate(outcome.paragraphs.all(), start=1)
    ]
    changed = words(outcome.texts.all(), "changed", own, language)
    pieces = [piece for piece in (*(each.words for each in paragraphs), changed) if piece]
    tongues = {piece.language for piece in pieces}
    all_missing = bool(pieces) and all(piece.missing for piece in pieces) and len(tongues) == 1
    return Shown(
        outcome,
        language,
        paragraphs,
        changed,
        missing=tongues.pop() if all_missing else "",
        languages=spoken_in(outcome),
    )


def words(texts: Iterable[Any], column: str, own: str, language: str) -> Words | None:
    """The text in a language, else the original, else any; None where there is none."""
    found = shown(texts, own, language)
    if found is None:
        return None
    return Words(rendered(getattr(found.text, column)), found.language, found.is_fallback)


def in_order(paragraph: OutcomeParagraph) -> list[Citation]:
    """Its citations by the posts' places."""
    return sorted(
        paragraph.citations.all(), key=lambda each: (each.post.position or 0, each.post_id)
    )


def gone(outcome: Outcome, post: Post) -> str:
    """Why a post cannot be read in its topic any more; "" where it can."""
    if post.state in (PostState.HIDDEN, PostState.WITHDRAWN):
        return str(post.state)
    if post.topic_id != outcome.topic_id:
        return "moved"
    return "" if post.state == PostState.PUBLISHED else str(PostState.HIDDEN)


def _rests(outcome: Outcome, citation: Citation, may_report: set[int]) -> Rests:
    post = citation.post
    why = gone(outcome, post)
    url = reverse("discussions:post", args=[post.pk])
    number = post.position if why != "moved" else None
    report = ""
    if citation.pk in may_report:
        report = reverse("discussions:misquotation-report", args=[outcome.topic_id, citation.pk])
    if why:
        return Rests(citation.pk, post.pk, number, url, gone=why, report=report)
    author = author_of(post)
    return Rests(
        citation.pk,
        post.pk,
        number,
        url,
        name=articles.shown(author),
        organisation=author.organisation,
        organisation_language=author.organisation_language,
        report=report,
    )


def reportable(viewer: Viewer, outcome: Outcome) -> list[int]:
    """The citations of an outcome that the viewer may report now; no query for a visitor."""
    if not viewer.is_authenticated:
        return []
    rows = Citation.objects.reportable_by(viewer).filter(paragraph__outcome=outcome)
    return list(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class Candidate:
    """A post that may be cited, for those who moderate: its first words, and the numbers of the
    paragraphs that rest on it already. gone: as in `Rests`."""

    pk: int
    number: int | None
    name: str
    organisation: str
    organisation_language: str
    language: str
    excerpt: str
    url: str
    at: datetime | None
    cited: list[int]
    gone: str = ""


def candidates(
    posts: Iterable[Post], cited: dict[int, list[int]], outcome: Outcome | None = None
) -> list[Candidate]:
    """Posts whose author and organisation are in memory, without a query."""
    made = []
    for post in posts:
        author = author_of(post, moderates=True)
        why = gone(outcome, post) if outcome else ""
        made.append(
            Candidate(
                pk=post.pk,
                number=post.position,
                name=articles.shown(author),
                organisation=author.organisation,
                organisation_language=author.organisation_language,
                language=post.language,
                excerpt="" if why else richtext.excerpt(post.source, EXCERPT, post.language),
                url=reverse("discussions:post", args=[post.pk]),
                at=post.published_at,
                cited=cited.get(post.pk, []),
                gone=why,
            )
        )
    return made


@dataclass(frozen=True)
class Coverage:
    """How much of a topic its outcome rests on. uncited: who wrote and is not cited, as
    (name, how many posts, their first post)."""

    people: int
    people_cited: int
    posts: int
    posts_cited: int
    uncited: list[tuple[str, int, str]]


def coverage(outcome: Outcome) -> Coverage:
    """For those who moderate, in four queries."""
    from discussions.outcomes.reading import contributors, published_posts

    people = contributors(outcome.topic, outcome)
    posts = published_posts(outcome.topic)
    cited = posts.filter(citations__paragraph__outcome=outcome).distinct().count()
    silent = {each.user: each.posts for each in people.values() if not each.cited}
    first: dict[int, Post] = {}
    rows = posts.filter(author__in=silent).select_related("author").defer("source", "html")
    for post in rows.order_by("position"):
        first.setdefault(post.author_id or 0, post)
    return Coverage(
        people=len(people),
        people_cited=len(people) - len(silent),
        posts=posts.count(),
        posts_cited=cited,
        uncited=[
            (
                articles.shown(author_of(post, moderates=True)),
                silent[user],
                reverse("discussions:post", args=[post.pk]),
            )
            for user, post in first.items()
        ],
    )
