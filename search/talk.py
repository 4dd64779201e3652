"""Topics and posts where things are found: how a hit is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from discussions import indexing
from discussions.authors import author_of
from discussions.indexing import POST, TOPIC
from discussions.models import Post, Topic, TopicText
from hub import languages, richtext
from hub.querysets import Viewer
from search import showing
from search.showing import Entry

# Of one hit in a list.
EXCERPT = 260
KINDS = (TOPIC, POST)


def register() -> None:
    """Called once, by `search.apps`."""
    showing.register(TOPIC, topic_entries, gettext_lazy("Discussions"), gettext_lazy("Discussion"))
    showing.register(POST, post_entries, gettext_lazy("Posts"), gettext_lazy("Post"))


def questions(topics: Iterable[int], reader: str) -> Mapping[int, TopicText]:
    """The text of each topic in a language, else in its original, else any; one query."""
    best: dict[int, tuple[int, TopicText]] = {}
    texts = TopicText.objects.filter(topic__in=set(topics)).select_related("topic").order_by("pk")
    for text in texts:
        own = text.language == text.topic.original_language
        rank = 0 if text.language == reader else 1 if own else 2
        if text.topic_id not in best or rank < best[text.topic_id][0]:
            best[text.topic_id] = rank, text
    return {pk: text for pk, (_rank, text) in best.items()}


def topic_entries(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """Entries of topics by id; two queries."""
    topics = {each.pk: each for each in Topic.objects.visible_to(viewer).filter(pk__in=ids)}
    entries = {}
    for pk, text in questions(topics, languages.current().code).items():
        count = topics[pk].post_count
        posts = ngettext("%(count)s post", "%(count)s posts", count) % {"count": count}
        entries[pk] = Entry(
            url=reverse("discussions:topic", args=[pk]),
            title=text.question,
            lang=languages.html_tag(text.language),
            dir=languages.direction(text.language),
            excerpt=richtext.excerpt(text.context, EXCERPT, text.language),
            note=f"{topics[pk].get_state_display()} · {posts}",
        )
    return entries


def post_entries(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """Entries of posts by id, called after the question that they answer; two queries."""
    seen = indexing.PostSource().visible_to(viewer).filter(pk__in=ids)
    posts = list(seen.select_related("author", "organisation"))
    asked = questions((post.topic_id for post in posts), languages.current().code)
    entries = {}
    for post in posts:
        text = asked.get(post.topic_id)
        if text is None:
            continue
        entries[post.pk] = Entry(
            url=reverse("discussions:post", args=[post.pk]),
            title=text.question,
            lang=languages.html_tag(text.language),
            dir=languages.direction(text.language),
            excerpt=richtext.excerpt(post.source, EXCERPT, post.language),
            excerpt_lang=languages.html_tag(post.language),
            excerpt_dir=languages.direction(post.language),
            note=_said_by(post),
        )
    return entries


def _said_by(post: Post) -> SafeString:
    """Who said it, for whom, and on which day, in one line."""
    author = author_of(post)
    day = formats.date_format(timezone.localtime(post.created_at), "DATE_FORMAT")
    parts = [_("Name withheld")] if author.withheld else [author.name, author.organisation]
    return format_html_join(" · ", "<bdi>{}</bdi>", ((part,) for part in (*parts, day) if part))
