"""Posts as articles of HTML, remembered in pieces.

A page of fifty posts is put together from pieces that were made before. The key of a piece names
all that it shows: the post in its version, the names on it, the language of the interface, the
kind of reader, whether they may answer, and whether it stands under the post that it answers. What
differs from reader to reader (their own post's links, what is new to them) and where a post stands
in the conversation is set between the pieces and is never in one.
"""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from discussions.authors import Author
from discussions.models import Post, PostState
from discussions.reading import showing
from discussions.reading.remembered import Remembered
from discussions.reading.showing import Row
from discussions.reading.standing import Standing
from hub import languages, richtext
from hub.languages import Language
from hub.wording import Name, worded
from practices.links import address

# Where something is set into an article that is not the same for every reader; made up for each
# process, so that nobody can write it.
_SEAM = f"<!--{secrets.token_hex(12)}-->"

Pieces = tuple[str, ...]
# By letters, of which most take one byte and some two or four.
articles: Remembered[Pieces] = Remembered(24_000_000, lambda pieces: sum(map(len, pieces)) + 200)
excerpts: Remembered[str] = Remembered(20_000, lambda _text: 1)


@dataclass(frozen=True)
class Reference:
    """What a page must know of a post to find its piece and its place."""

    pk: int
    position: int
    parent: int | None
    root: int | None
    version: int
    state: str
    author_pk: int | None
    author_name: str
    organisation: str
    name_withheld: bool

    COLUMNS = (
        "pk", "position", "parent_id", "root_id", "version", "state", "author_id",
        "author__name", "organisation__name", "name_withheld",
    )  # fmt: skip

    @property
    def is_stub(self) -> bool:
        return self.state in showing.STUBS

    def shown_name(self, standing: Standing) -> str:
        """The author's name as the reader sees it, "" where it is withheld or gone."""
        return "" if self.name_withheld and not standing.moderates else self.author_name


def references(rows: Iterable[tuple[Any, ...]]) -> list[Reference]:
    """From `values_list(*Reference.COLUMNS)`."""
    return [
        Reference(pk, at, parent, root, version, state, author, name or "", body or "", withheld)
        for pk, at, parent, root, version, state, author, name, body, withheld in rows
    ]


@dataclass
class Placed:
    """A post on a page. nested: it stands under the root of its thread."""

    reference: Reference
    nested: bool = False


def together(
    placed: Iterable[Placed], standing: Standing, language: Language
) -> dict[int, SafeString]:
    """The article of each post by its key, in at most five queries for any number of them."""
    placed = list(placed)
    here = {each.reference.pk: each.reference for each in placed}
    pieces = _pieces(placed, standing, language)
    answers = _answers(placed, here, standing)
    may_reply = _may_reply(standing)
    return {
        pk: mark_safe(  # noqa: S308  (pieces of templates, and what `format_html` gave)
            _joined(pieces[pk], answers.get(pk, ""), reference, standing, may_reply=may_reply)
        )
        for pk, reference in here.items()
    }


def article(
    row: Row, standing: Standing, language: Language, *, nested: bool = False
) -> SafeString:
    """One post as an article that stands by itself, as the fragments of live updates have it."""
    reference = Reference(
        row.pk, row.position or 0, row.parent_pk, row.root, row.version, row.state, row.author_pk,
        row.author.name, row.author.organisation, row.author.withheld,
    )  # fmt: skip
    answer = _answer(row.parent.pk, row.parent.author.name, row.parent.url, row.parent.excerpt,
                     row.parent.language) if row.parent else ""  # fmt: skip
    may_reply = _may_reply(standing)
    made = _made(row, standing, language, may_reply=may_reply, nested=nested)
    return mark_safe(_joined(made, answer, reference, standing, may_reply=may_reply))  # noqa: S308


def _may_reply(standing: Standing) -> bool:
    """A visitor is shown the way, too, and signs in on it."""
    return standing.takes_posts


def _key(each: Placed, standing: Standing, language: Language, *, may_reply: bool) -> Hashable:
    post = each.reference
    return (
        post.pk, post.version, post.state, post.author_name, post.organisation, language.code,
        standing.kind, standing.translates, may_reply, each.nested, richtext.RENDERER_VERSION,
    )  # fmt: skip


def _pieces(placed: list[Placed], standing: Standing, language: Language) -> dict[int, Pieces]:
    may_reply = _may_reply(standing)
    keys = {
        each.reference.pk: _key(each, standing, language, may_reply=may_reply) for each in placed
    }
    found = {pk: piece for pk, key in keys.items() if (piece := articles.get(key)) is not None}
    missing = [pk for pk in keys if pk not in found]
    if missing:
        nested = {each.reference.pk: each.nested for each in placed}
        posts = showing.whole(Post.objects.filter(pk__in=missing))
        for row in showing.rows(posts, standing, language, parents=False):
            made = _made(row, standing, language, may_reply=may_reply, nested=nested[row.pk])
            found[row.pk] = made
            # Whoever edited it meanwhile has raised the version that the key names.
            if _is_still(row, placed):
                articles.put(keys[row.pk], made)
    return found


def _is_still(row: Row, placed: list[Placed]) -> bool:
    return any(
        each.reference.pk == row.pk
        and each.reference.version == row.version
        and each.reference.state == row.state
        for each in placed
    )


def _made(
    row: Row, standing: Standing, language: Language, *, may_reply: bool, nested: bool
) -> Pieces:
    context = {
        "post": row,
        "author_shown": shown(row.author),
        "kind": standing.kind,
        "may_reply": may_reply and not row.stub,
        "may_translate": standing.translates,
        "heading": "h4" if nested else "h3",
        "links": _links(row, standing),
        "others": _others(row),
        "language": language,
        "seam": SafeString(_SEAM),
    }
    # Without the request: nothing of who happens to ask first may get into it.
    return tuple(get_template("discussions/post.html").render(context).split(_SEAM))


def _links(row: Row, standing: Standing) -> dict[str, str]:
    """Addresses of what may be done with a post, by name; "" for what this hub has not."""
    names = ("history", "report", "moderate")
    links = {name: address(f"discussions:post-{name}", row.pk) for name in names}
    links["write"] = address("discussions:post-write", standing.topic.pk)
    own = languages.current().code
    links["translate"] = address("discussions:post-translate", row.pk, own)
    return links


def _others(row: Row) -> list[tuple[str, str, str]]:
    """The post on the pages of other languages, where it stands translated."""
    found = []
    for code in row.other_languages:
        language = languages.find(code)
        if language is not None:
            tail = row.url.split("/", 2)[2]
            found.append((code, language.name, f"/{language.path}/{tail}"))
    return found


def shown(author: Author) -> str:
    """What stands where the author's name does."""
    if author.name:
        return author.name
    return _("Name withheld") if author.withheld else _("Somebody who has left")


def _joined(
    pieces: Pieces, answer: str, post: Reference, standing: Standing, *, may_reply: bool
) -> str:
    new, own = "", ""
    if standing.pk is not None and not post.is_stub:
        if standing.is_unread(post.position, post.author_pk):
            new = f' <strong class="new">{_("New")}</strong>'
        if post.author_pk == standing.pk:
            own = _own(post)
    head, middle, body, foot = pieces
    return f"{head}{new}{middle}{answer}{body}{own}{foot}"


def _own(post: Reference) -> str:
    """The links of who wrote it."""
    links = [
        (address("discussions:post-edit", post.pk), _("Edit")),
        (address("discussions:post-withdraw", post.pk), _("Withdraw")),
    ]
    return "".join(
        format_html('<li><a href="{}">{}</a></li>', url, label) for url, label in links if url
    )


def _answers(
    placed: list[Placed], here: Mapping[int, Reference], standing: Standing
) -> dict[int, str]:
    """For each reply, the line that leads to what it answers."""
    away = {
        each.reference.parent for each in placed
        if each.reference.parent is not None and each.reference.parent not in here
    }  # fmt: skip
    elsewhere: dict[int, Reference] = {}
    if away:
        rows = Post.objects.filter(pk__in=away, topic=standing.topic).placed()
        elsewhere = {
            each.pk: each for each in references(rows.values_list(*Reference.COLUMNS))
        }  # fmt: skip
    words = _excerpts(elsewhere.values())
    lines: dict[int, str] = {}
    for each in placed:
        parent = each.reference.parent
        if parent is None:
            continue
        if parent in here:
            name = here[parent].shown_name(standing)
            lines[each.reference.pk] = _answer(parent, name, f"#post-{parent}")
        elif parent in elsewhere:
            name = elsewhere[parent].shown_name(standing)
            url = reverse("discussions:post", args=[parent])
            lines[each.reference.pk] = _answer(parent, name, url, *words.get(parent, ("", "")))
    return lines


def _excerpts(posts: Iterable[Reference]) -> dict[int, tuple[str, str]]:
    """The first words of posts, and their language."""
    found: dict[int, tuple[str, str]] = {}
    missing: dict[int, Reference] = {}
    for post in posts:
        if post.state != PostState.PUBLISHED:
            continue
        known = excerpts.get((post.pk, post.version))
        if known is None:
            missing[post.pk] = post
        else:
            code, _bar, text = known.partition("|")
            found[post.pk] = (text, code)
    if missing:
        rows = Post.objects.filter(pk__in=missing).values_list(
            "pk", "version", "source", "language"
        )
        for pk, version, source, code in rows:
            text = richtext.excerpt(source, showing.EXCERPT, code)
            found[pk] = (text, code)
            excerpts.put((pk, version), f"{code}|{text}")
    return found


def _answer(parent: int, name: str, url: str, excerpt: str = "", code: str = "") -> SafeString:
    words = (
        worded(_("In reply to %(author)s"), author=Name(name)) if name else _("In reply to a post")
    )
    link = format_html('<a href="{}" data-parent="{}">{}</a>', url, parent, words)
    if not excerpt:
        return format_html('<p class="in-reply-to">{}</p>', link)
    return format_html(
        '<p class="in-reply-to">{} <q lang="{}" dir="{}">{}</q></p>',
        link, languages.html_tag(code), languages.direction(code), excerpt,
    )  # fmt: skip
