"""Posts as readers see them: rows that pages, HTML fragments and frames are made of.

posts = showing.whole(Post.objects.filter(topic=topic, position__range=(1, 50)))
for row in showing.rows(posts, standing, languages.current()): ...
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from discussions.authors import Author, author_of
from discussions.models import Post, PostState, PostTranslation, TranslationOrigin
from discussions.outcomes.reading import paragraphs_citing
from discussions.querysets import PostQuerySet
from discussions.reading.references import STUBS
from discussions.reading.standing import Standing
from hub import richtext
from hub.files import kinds
from hub.languages import Language

# Of a post that another one answers.
EXCERPT = 120


@dataclass(frozen=True)
class Translation:
    """A post in the reader's language. provider: of a machine's. stale: the post has changed
    since."""

    language: str
    html: SafeString
    is_machine: bool
    provider: str
    stale: bool


@dataclass(frozen=True)
class File:
    """A file that goes with a post; `size` in bytes."""

    name: str
    url: str
    kind: str
    size: int
    language: str


@dataclass(frozen=True)
class Parent:
    """The post that another one answers; `excerpt` is empty where it is out of sight."""

    pk: int
    position: int | None
    author: Author
    excerpt: str
    language: str
    url: str


@dataclass(frozen=True)
class Row:
    """A post as one kind of reader sees it, in one language of the interface.

    stub: `hidden` or `withdrawn` where the reader sees no more than that; "" else. out_of_sight:
    the same, where a moderator reads what others do not. html: clean, in `language`. parent: the
    post that it answers, where `rows` found it.
    """

    pk: int
    position: int | None
    root: int | None
    parent_pk: int | None
    version: int
    state: str
    author_pk: int | None
    author: Author
    language: str
    html: SafeString
    published_at: datetime | None
    edited_at: datetime | None
    url: str
    stub: str = ""
    out_of_sight: str = ""
    translation: Translation | None = None
    other_languages: tuple[str, ...] = ()
    files: tuple[File, ...] = field(default=())
    parent: Parent | None = None
    # The numbers of the paragraphs of the topic's outcome that rest on it.
    used_in: tuple[int, ...] = ()


def whole(posts: PostQuerySet) -> PostQuerySet:
    """With all that `rows` reads of each, in one query."""
    return posts.select_related("author", "organisation")


def rows(
    posts: Iterable[Post], standing: Standing, language: Language, *, parents: bool = True
) -> list[Row]:
    """A row for each post that has a place, in the order given, in four queries; three more where
    the topic has its outcome.

    The posts are of the standing's topic, read with `whole`. A stub's text is in no row but a
    moderator's. parents: whether rows say what they answer.
    """
    posts = list(posts)
    translations = _translations([post.pk for post in posts])
    files = _files([post.pk for post in posts])
    asked = {post.parent_id for post in posts if post.parent_id} if parents else set()
    answered = _parents(asked, standing)
    made = [
        _row(post, standing, language, translations[post.pk], files[post.pk], answered)
        for post in posts
    ]
    used = paragraphs_citing(standing.topic) if posts else {}
    return [
        replace(row, used_in=tuple(used[row.pk])) if row.pk in used and not row.stub else row
        for row in made
    ]


def html_of(post: Post | PostTranslation) -> SafeString:
    """What a post says as HTML, rendered again where the renderer has changed since."""
    if isinstance(post, Post) and post.renderer != richtext.RENDERER_VERSION:
        return richtext.render(post.source)
    return mark_safe(post.html)  # noqa: S308  (made by the renderer)


def hash_of(source: str) -> str:
    """What a translation keeps of the wording that it translates."""
    return hashlib.sha256(source.encode()).hexdigest()


def _row(
    post: Post,
    standing: Standing,
    language: Language,
    translations: list[PostTranslation],
    files: list[File],
    parents: dict[int, Parent],
) -> Row:
    out = post.state if post.state in STUBS else ""
    stub = out if not standing.moderates else ""
    return Row(
        pk=post.pk,
        position=post.position,
        root=post.root_id,
        parent_pk=post.parent_id,
        version=post.version,
        state=post.state,
        author_pk=post.author_id,
        author=author_of(post, moderates=standing.moderates),
        language=post.language,
        html=SafeString("") if stub else html_of(post),
        published_at=post.published_at,
        edited_at=post.edited_at,
        url=reverse("discussions:post", args=[post.pk]),
        stub=stub,
        out_of_sight="" if stub else out,
        translation=None if stub else _translated(post, language, translations),
        other_languages=() if stub else _others(post, language, translations),
        files=() if stub else tuple(files),
        parent=parents.get(post.parent_id) if post.parent_id else None,
    )


def _translations(pks: list[int]) -> dict[int, list[PostTranslation]]:
    found: dict[int, list[PostTranslation]] = defaultdict(list)
    for each in PostTranslation.objects.filter(post__in=pks):
        found[each.post_id].append(each)
    return found


def _translated(
    post: Post, language: Language, translations: list[PostTranslation]
) -> Translation | None:
    """The one in the reader's language, where the post is in another."""
    if post.language == language.code:
        return None
    for each in translations:
        if each.language == language.code:
            machine = each.origin == TranslationOrigin.MACHINE
            return Translation(
                language=each.language,
                html=html_of(each),
                is_machine=machine,
                provider=each.provider if machine else "",
                stale=each.of_hash != hash_of(post.source),
            )
    return None


def _others(
    post: Post, language: Language, translations: list[PostTranslation]
) -> tuple[str, ...]:  # fmt: skip
    """Interface languages that it was translated into, beside the reader's and its own."""
    own = {language.code, post.language}
    return tuple(each.language for each in translations if each.language not in own)


def _files(pks: list[int]) -> dict[int, list[File]]:
    from discussions.models import PostFile

    found: dict[int, list[File]] = defaultdict(list)
    for each in PostFile.objects.filter(post__in=pks).select_related("file"):
        found[each.post_id].append(
            File(
                name=each.label or each.file.name,
                url=reverse("file", args=[each.file_id, each.file.name]),
                kind=kinds.label(each.file.content_type),
                size=each.file.size,
                language=each.language,
            )
        )
    return found


def _parents(pks: set[int], standing: Standing) -> dict[int, Parent]:
    """Those of the same topic; a post whose parent was moved away answers nothing here."""
    if not pks:
        return {}
    posts = whole(Post.objects.filter(pk__in=pks, topic=standing.topic).placed())
    return {post.pk: parent_of(post, standing) for post in posts.defer("html")}


def parent_of(post: Post, standing: Standing) -> Parent:
    """A post as those show it that answer it; read with `whole`. Whose text is out of sight has no
    name either."""
    seen = post.state == PostState.PUBLISHED
    author = author_of(post, moderates=standing.moderates)
    if not seen and not standing.moderates:
        author = replace(author, name="", organisation="")
    return Parent(
        pk=post.pk,
        position=post.position,
        author=author,
        excerpt=richtext.excerpt(post.source, EXCERPT, post.language) if seen else "",
        language=post.language,
        url=reverse("discussions:post", args=[post.pk]),
    )
