"""Posts as articles of HTML, remembered in pieces.

A page of fifty posts is put together from pieces that were made before. The key of a piece names
all that it shows: the post in its version, the names on it, the language of the interface, the
kind of reader, whether they may answer, and whether it stands under the post that it answers. What
differs from reader to reader (their own post's links, what is new to them) and where a post stands
in the conversation is set between the pieces and is never in one.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Hashable

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from discussions.authors import Author
from discussions.models import Post, PostState
from discussions.querysets import editable_since
from discussions.reading import showing
from discussions.reading.references import Placed, Reference
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
answers: Remembered[str] = Remembered(4_000_000, lambda line: len(line) + 200)


def together(
    placed: Collection[Placed], standing: Standing, language: Language
) -> dict[int, str]:  # fmt: skip
    """The article of each post by its key, as safe HTML: without a query where all of them are
    remembered, else in four for any number of them."""
    lines = _answers(placed, standing, language)
    pieces = _pieces(placed, standing, language)
    own = _own_links(placed, standing)
    return {
        pk: _joined(pieces[pk], lines.get(pk, ""), each.reference, standing, own.get(pk, ""))
        for each in placed
        if (pk := each.reference.pk)
    }


def article(
    row: Row, standing: Standing, language: Language, *, nested: bool = False
) -> SafeString:  # fmt: skip
    """One post as an article that stands by itself, as the fragments of live updates have it."""
    reference = Reference(
        row.pk, row.position or 0, row.parent_pk, row.root, row.version, row.state, row.author_pk,
        row.author.name, row.author.organisation, row.author.withheld, standing.topic.pk,
        row.language, row.published_at,
    )  # fmt: skip
    line = ""
    if row.parent is not None:
        parent = row.parent
        line = _answer(parent.url, parent.author.name, parent.excerpt, parent.language)
    own = _own_links([Placed(reference)], standing).get(row.pk, "")
    made = _made(row, standing, language, nested)
    return mark_safe(_joined(made, line, reference, standing, own))  # noqa: S308


def shown(author: Author) -> str:
    """What stands where the author's name does."""
    if author.name:
        return author.name
    return _("Name withheld") if author.withheld else _("Somebody who has left")


# Pieces


def _pieces(
    placed: Collection[Placed], standing: Standing, language: Language
) -> dict[int, Pieces]:
    topic = standing.topic
    reader = (
        language.code, standing.kind, standing.translates, standing.takes_posts,
        # Once it is closed, posts say where its outcome uses them.
        topic.sequence if topic.closed_at else 0,
        richtext.RENDERER_VERSION,
    )  # fmt: skip
    found: dict[int, Pieces] = {}
    missing: dict[int, tuple[Hashable, Placed]] = {}
    for each in placed:
        post = each.reference
        key: Hashable = (
            post.pk, post.version, post.state, post.published_at, post.author_name,
            post.organisation, each.nested, reader,
        )  # fmt: skip
        known = articles.get(key)
        if known is None:
            missing[post.pk] = (key, each)
        else:
            found[post.pk] = known
    if missing:
        posts = showing.whole(Post.objects.filter(pk__in=missing))
        for row in showing.rows(posts, standing, language, parents=False):
            key, each = missing[row.pk]
            made = found[row.pk] = _made(row, standing, language, each.nested)
            # Edited since the page was begun: it is shown as it is now, and the key is another's.
            if (row.version, row.state) == (each.reference.version, each.reference.state):
                articles.put(key, made)
        # Deleted since.
        for pk in missing.keys() - found.keys():
            found[pk] = ("",) * 6
    return found


def _made(row: Row, standing: Standing, language: Language, nested: bool) -> Pieces:
    context = {
        "post": row,
        "author_shown": shown(row.author),
        "kind": standing.kind,
        "may_reply": standing.takes_posts,
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
    links["topic"] = address("discussions:topic", standing.topic.pk)
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


# What stands between them


def _joined(pieces: Pieces, answer: str, post: Reference, standing: Standing, own: str) -> str:
    head, middle, body, links, report, foot = pieces
    new = ""
    if standing.is_unread(post.position, post.author_pk) and not post.is_stub:
        new = format_html(' <strong class="new">{}</strong>', _("New"))
    # Nobody reports what they wrote.
    if post.author_pk is not None and post.author_pk == standing.pk:
        report = ""
    return f"{head}{new}{middle}{answer}{body}{own}{links}{report}{foot}"


def _own_links(placed: Collection[Placed], standing: Standing) -> dict[int, str]:
    """The links of who wrote them, for the posts that the reader wrote."""
    if standing.pk is None:
        return {}
    own = [
        each.reference.pk for each in placed
        if each.reference.author_pk == standing.pk and not each.reference.is_stub
    ]  # fmt: skip
    if not own:
        return {}
    young = Post.objects.filter(pk__in=own, published_at__gt=editable_since())
    editable = set(young.values_list("pk", flat=True)) if standing.may_post else set()
    reader = languages.current().code
    # Translators have that link on every post.
    foreign = {
        each.reference.pk for each in placed
        if each.reference.language != reader and not standing.translates
    }  # fmt: skip
    return {
        pk: _links_of_author(pk, editable=pk in editable, into=reader if pk in foreign else "")
        for pk in own
    }


def _links_of_author(pk: int, *, editable: bool, into: str) -> str:
    links = [(address("discussions:post-withdraw", pk), _("Withdraw"))]
    if editable:
        links.insert(0, (address("discussions:post-edit", pk), _("Edit")))
    if into:
        links.append((address("discussions:post-translate", pk, into), _("Translate")))
    return "".join(
        format_html('<li><a href="{}">{}</a></li>', url, label) for url, label in links if url
    )


def _answers(placed: Collection[Placed], standing: Standing, language: Language) -> dict[int, str]:
    """For each reply, the line that leads to what it answers; with its first words where that is
    on another page."""
    here = {each.reference.pk for each in placed}
    found: dict[int, str] = {}
    missing: dict[int, tuple[Hashable, Reference]] = {}
    for each in placed:
        post = each.reference
        if not post.answers:
            continue
        near = post.parent in here
        name = post.shown_parent(standing)
        key = (
            post.parent, post.parent_version, post.parent_state, post.parent_published_at, name,
            near, language.code,
        )  # fmt: skip
        known = answers.get(key)
        if known is not None:
            found[post.pk] = known
        elif near:
            found[post.pk] = _answer(f"#post-{post.parent}", name)
            answers.put(key, found[post.pk])
        else:
            missing[post.pk] = (key, post)
    if missing:
        found |= _answers_far(missing, standing)
    return found


def _answers_far(
    missing: dict[int, tuple[Hashable, Reference]], standing: Standing
) -> dict[int, str]:
    parents = Post.objects.filter(pk__in={post.parent for _key, post in missing.values()})
    texts = {
        pk: (version, state, source, language)
        for pk, version, state, source, language in parents.values_list(
            "pk", "version", "state", "source", "language"
        )
    }
    found: dict[int, str] = {}
    for pk, (key, post) in missing.items():
        version, state, source, language = texts.get(post.parent or 0, (0, "", "", ""))
        words = ""
        if state == PostState.PUBLISHED:
            words = richtext.excerpt(source, showing.EXCERPT, language)
        url = address("discussions:post", post.parent)
        found[pk] = _answer(url, post.shown_parent(standing), words, language)
        if (version, state) == (post.parent_version, post.parent_state):
            answers.put(key, found[pk])
    return found


def _answer(url: str, name: str, excerpt: str = "", language: str = "") -> str:
    words = (
        worded(_("In reply to %(author)s"), author=Name(name)) if name else _("In reply to a post")
    )
    link = format_html('<a href="{}" data-slot="parent">{}</a>', url, words)
    if not excerpt:
        return format_html('<p class="in-reply-to" data-slot="in-reply-to">{}</p>', link)
    return format_html(
        '<p class="in-reply-to" data-slot="in-reply-to">{} <q lang="{}" dir="{}">{}</q></p>',
        link, languages.html_tag(language), languages.direction(language), excerpt,
    )  # fmt: skip
