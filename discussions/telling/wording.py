"""The sentences of notices, each in the reader's language, with people's words in theirs.

What a notice says is looked up when it is shown: a name that is withheld is in none, and a post is
quoted as it reads now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from discussions.authors import author_of
from discussions.models import Misquotation, MisquotationState, Outcome, Post, PostState, Warning
from discussions.moderation import holding
from discussions.outcomes.reading import contributors
from discussions.spaces.texts import shown
from discussions.telling import called
from discussions.telling.called import CalledTopic
from hub import html_words, richtext
from hub.models import Notice
from hub.notifications import Line
from hub.wording import Name, worded

# So much of a post stands in the mail about it, in characters; the rest on the site.
QUOTED = 4_000

Lines = Mapping[int, Line]


# Posts of others


def replies(notices: Sequence[Notice], language: str) -> Lines:
    return _of_posts(
        notices, language,
        (_("%(author)s replied to you: %(topic)s"), _("%(author)s replied to you")),
        (_("Somebody replied to you: %(topic)s"), _("Somebody replied to you")),
    )  # fmt: skip


def mentions(notices: Sequence[Notice], language: str) -> Lines:
    return _of_posts(
        notices, language,
        (_("%(author)s mentioned you: %(topic)s"), _("%(author)s mentioned you")),
        (_("Somebody mentioned you: %(topic)s"), _("Somebody mentioned you")),
    )  # fmt: skip


def posts(notices: Sequence[Notice], language: str) -> Lines:
    return _of_posts(
        notices, language,
        (_("%(author)s wrote: %(topic)s"), _("%(author)s wrote")),
        (_("Somebody wrote: %(topic)s"), _("Somebody wrote")),
    )  # fmt: skip


def _of_posts(
    notices: Sequence[Notice], language: str, named: tuple[str, str], withheld: tuple[str, str]
) -> Lines:
    """Two wordings, each as it reads alone and under the topic's heading: for authors whose name
    is shown, and for others."""
    found = _posts(notices)
    topics = called.topics({post.topic_id for post in found.values()}, language)

    def line(notice: Notice, post: Post, topic: CalledTopic) -> Line:
        author = _author(post)
        alone, short = named if author else withheld
        names = {"author": author} if author else {}
        return Line(
            worded(alone, topic=topic.question, **names),
            reverse("discussions:post", args=[post.pk]),
            Name(words_of(post), post.language),
            under=topic.heading,
            short=worded(short, **names),
        )

    return _lines(notices, found, topics, line)


def words_of(post: Post) -> str:
    """What a post says as plain text with its paragraphs, the beginning of a long one."""
    return _words(post.pk, post.version, post.source, post.language)


@lru_cache(maxsize=512)
def _words(_pk: int, _version: int, source: str, language: str) -> str:
    words = html_words.paragraphs(richtext.render(source))
    return words if len(words) <= QUOTED else richtext.cut(words, QUOTED, language)


def _author(post: Post) -> SafeString | None:
    """With the organisation; None where the name is withheld, or the person gone."""
    author = author_of(post)
    if not author.name:
        return None
    if not author.organisation:
        return worded("%(name)s", name=author.name)
    organisation = Name(author.organisation, author.organisation_language)
    return worded("%(name)s (%(organisation)s)", name=author.name, organisation=organisation)


# One's own posts


def own(notices: Sequence[Notice], language: str) -> Lines:
    found = _posts(notices)
    topics = called.topics({post.topic_id for post in found.values()}, language)
    keys = [notice.data["warning"] for notice in notices if "warning" in notice.data]
    warnings = Warning.objects.in_bulk(keys)

    def line(notice: Notice, post: Post, topic: CalledTopic) -> Line | None:
        what = notice.data.get("what", "")
        said: Name | None = None
        more: tuple[str, ...] = ()
        if what == "held":
            sentence = _("Your post waits for a moderator: %(topic)s")
            if post.state != PostState.HELD:
                sentence = _("Your post waited for a moderator: %(topic)s")
            more = (*holding.why(post), *holding.what_next())
        elif what == "warned":
            sentence = _("A moderator wrote to you about your post: %(topic)s")
            warning = warnings.get(notice.data.get("warning"))
            said = Name(warning.told, warning.language) if warning else None
        elif what in _DECIDED:
            state, sentence = _DECIDED[what][0], str(_DECIDED[what][1])
            if post.state == state and post.told:
                said = Name(post.told, post.told_language)
        else:
            return None
        return Line(
            worded(sentence, topic=topic.question), _own_page(post, topic), said, more,
            under=topic.heading,
        )  # fmt: skip

    return _lines(notices, found, topics, line)


# In which state what the moderator said of it still holds.
_DECIDED: dict[str, tuple[PostState, Any]] = {
    "released": (PostState.PUBLISHED, gettext_lazy("Your post was published: %(topic)s")),
    "refused": (PostState.REFUSED, gettext_lazy("Your post was not published: %(topic)s")),
    "hidden": (PostState.HIDDEN, gettext_lazy("A moderator hid your post: %(topic)s")),
    "restored": (PostState.PUBLISHED, gettext_lazy("Your post can be read again: %(topic)s")),
}


def _own_page(post: Post, topic: CalledTopic) -> str:
    """The post in its place; one that has none stands in the list of one's own."""
    if post.position is not None:
        return reverse("discussions:post", args=[post.pk])
    return _url("my-posts") or topic.url


# Topics and spaces


def topics(notices: Sequence[Notice], language: str) -> Lines:
    found = called.topics(_keys(notices), language)
    lines = {}
    for notice in notices:
        topic = found.get(int(notice.object_id))
        if topic is None:
            continue
        what, at = notice.data.get("what"), _moment(notice.data.get("at", ""))
        names: dict[str, Any] = {"topic": topic.question}
        sentence: str
        short: str
        if what == "closing" and at:
            sentence, short = (
                _("Closes on %(at)s (UTC): %(topic)s"),
                worded(_("It closes on %(at)s (UTC)."), at=at),
            )
            names["at"] = at
        elif what == "extended" and at:
            sentence, short = (
                _("Open until %(at)s (UTC): %(topic)s"),
                worded(_("It is open until %(at)s (UTC)."), at=at),
            )
            names["at"] = at
        elif what == "extended":
            sentence, short = _("Open without an end: %(topic)s"), _("It is open without an end.")
        else:
            sentence, short = _("A new topic is open: %(topic)s"), _("A new topic is open.")
        said = Name(richtext.plain(topic.context), topic.question.language)
        lines[notice.pk] = Line(
            worded(sentence, **names), topic.url, said if said.text else None,
            under=topic.heading, short=short,
        )  # fmt: skip
    return lines


def spaces(notices: Sequence[Notice], language: str) -> Lines:
    found = called.spaces(_keys(notices), language)
    return {
        notice.pk: Line(
            worded(
                _("The space closes on %(at)s (UTC): %(space)s"),
                space=found[int(notice.object_id)].title,
                at=_moment(notice.data.get("at", "")),
            ),
            found[int(notice.object_id)].url,
        )
        for notice in notices
        if int(notice.object_id) in found
    }


# Outcomes


def outcomes(notices: Sequence[Notice], language: str) -> Lines:
    """Whoever wrote in the topic reads whether they are cited and where, and until when they can
    say that they are misquoted; everybody what changed as a result."""
    found = called.topics(_keys(notices), language)
    outcomes = {
        each.topic_id: each
        for each in Outcome.objects.published()
        .filter(topic__in=found)
        .select_related("topic")
        .prefetch_related("texts")
    }
    wrote = {pk: contributors(each.topic, each) for pk, each in outcomes.items()}
    lines = {}
    for notice in notices:
        pk = int(notice.object_id)
        if pk not in outcomes or pk not in found:
            continue
        outcome, topic = outcomes[pk], found[pk]
        if notice.data.get("what") == "corrected":
            sentence, short = (
                _("The outcome was corrected: %(topic)s"),
                _("The outcome was corrected."),
            )
        else:
            sentence, short = (
                _("The outcome is published: %(topic)s"),
                _("The outcome is published."),
            )
        text = shown(outcome.texts.all(), outcome.original_language, language)
        said = Name(richtext.plain(text.text.changed), text.language) if text else None
        mine = wrote[pk].get(notice.recipient_id)
        more = _cited(mine.paragraphs, outcome) if mine else ()
        lines[notice.pk] = Line(
            worded(sentence, topic=topic.question), _outcome_page(topic),
            said if said and said.text else None, more, topic.heading, short,
        )  # fmt: skip
    return lines


def _cited(paragraphs: Sequence[int], outcome: Outcome) -> tuple[str, ...]:
    if not paragraphs:
        return (_("Thank you for what you wrote in this topic. The outcome does not quote it."),)
    numbers = _(", ").join(map(str, paragraphs))
    where = ngettext(
        "The outcome rests on what you wrote, in this paragraph: %(numbers)s.",
        "The outcome rests on what you wrote, in these paragraphs: %(numbers)s.",
        len(paragraphs),
    ) % {"numbers": numbers}
    if outcome.published_at is None:
        return (where,)
    until = outcome.published_at + timedelta(days=settings.HUB_MISQUOTATION_DAYS)
    if until <= timezone.now():
        return (where,)
    report = _("If you find yourself misquoted, you can say so there until %(at)s (UTC).")
    return where, report % {"at": _formatted(until)}


def misquotations(notices: Sequence[Notice], language: str) -> Lines:
    rows = Misquotation.objects.filter(pk__in=_keys(notices)).select_related("outcome")
    found = {each.pk: each for each in rows}
    topics = called.topics({each.outcome.topic_id for each in found.values()}, language)
    lines = {}
    for notice in notices:
        each = found.get(int(notice.object_id))
        topic = topics.get(each.outcome.topic_id) if each else None
        if each is None or topic is None:
            continue
        if each.state == MisquotationState.CORRECTED:
            sentence = _("The outcome was corrected after your report: %(topic)s")
        else:
            sentence = _("Your report of a misquotation was answered: %(topic)s")
        said = Name(each.answer, each.answer_language) if each.answer else None
        lines[notice.pk] = Line(
            worded(sentence, topic=topic.question),
            _url("misquotation", topic.pk, each.pk) or _outcome_page(topic), said,
            under=topic.heading,
        )  # fmt: skip
    return lines


def _outcome_page(topic: CalledTopic) -> str:
    return f"{topic.url}#outcome"


# What waits for moderators


def moderation(notices: Sequence[Notice], language: str) -> Lines:
    found = _posts(notices)
    topics = called.topics({post.topic_id for post in found.values()}, language)
    sentences = {
        "held": _("A post waits to be published: %(topic)s"),
        "reported": _("A post was reported: %(topic)s"),
        "misquotation": _("Somebody finds themselves misquoted: %(topic)s"),
    }

    def line(notice: Notice, post: Post, topic: CalledTopic) -> Line | None:
        what = notice.data.get("what", "")
        if what not in sentences:
            return None
        report = notice.data.get("report")
        page = _url("misquotation", topic.pk, report) if report else ""
        page = page or _url("post-moderate", post.pk) or topic.url
        return Line(worded(sentences[what], topic=topic.question), page, under=topic.heading)

    return _lines(notices, found, topics, line)


# All of them


def _keys(notices: Iterable[Notice]) -> set[int]:
    return {int(notice.object_id) for notice in notices if notice.object_id.isdecimal()}


def _posts(notices: Iterable[Notice]) -> dict[int, Post]:
    rows = Post.objects.filter(pk__in=_keys(notices)).select_related("author", "organisation")
    return {post.pk: post for post in rows.defer("html")}


def _lines(
    notices: Iterable[Notice],
    found: Mapping[int, Post],
    topics: Mapping[int, CalledTopic],
    line: Callable[[Notice, Post, CalledTopic], Line | None],
) -> dict[int, Line]:
    lines = {}
    for notice in notices:
        post = found.get(int(notice.object_id)) if notice.object_id.isdecimal() else None
        topic = topics.get(post.topic_id) if post else None
        made = line(notice, post, topic) if post and topic else None
        if made:
            lines[notice.pk] = made
    return lines


def _moment(written: str) -> str:
    at = parse_datetime(written) if written else None
    return _formatted(at) if at else ""


def _formatted(at: datetime) -> str:
    return date_format(at, "DATETIME_FORMAT")


def _url(name: str, *arguments: int) -> str:
    try:
        return reverse(f"discussions:{name}", args=arguments)
    except NoReverseMatch:
        return ""
