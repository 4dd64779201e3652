"""Topics and posts where things are found: how a hit is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from discussions import indexing
from discussions.authors import author_of
from discussions.indexing import POST, TOPIC
from discussions.models import Post, Topic
from discussions.spaces.texts import topic_text
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


def topic_entries(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """Entries of topics by id; two queries."""
    entries = {}
    for topic in Topic.objects.visible_to(viewer).filter(pk__in=ids).prefetch_related("texts"):
        text, count = topic_text(topic).text, topic.post_count
        posts = ngettext("%(count)s post", "%(count)s posts", count) % {"count": count}
        entries[topic.pk] = Entry(
            url=reverse("discussions:topic", args=[topic.pk]),
            title=text.question,
            lang=languages.html_tag(text.language),
            dir=languages.direction(text.language),
            excerpt=richtext.excerpt(text.context, EXCERPT, text.language),
            note=f"{topic.get_state_display()} · {posts}",
            published_at=topic.opened_at or topic.opens_at,
        )
    return entries


def post_entries(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """Entries of posts by id, called after the question that they answer; two queries."""
    seen = indexing.PostSource().visible_to(viewer).filter(pk__in=ids)
    posts = seen.select_related("author", "organisation", "topic")
    entries = {}
    for post in posts.prefetch_related("topic__texts"):
        text = topic_text(post.topic).text
        entries[post.pk] = Entry(
            url=reverse("discussions:post", args=[post.pk]),
            title=text.question,
            lang=languages.html_tag(text.language),
            dir=languages.direction(text.language),
            excerpt=richtext.excerpt(post.source, EXCERPT, post.language),
            excerpt_lang=languages.html_tag(post.language),
            excerpt_dir=languages.direction(post.language),
            note=_said_by(post),
            published_at=post.published_at,
            changed_at=post.edited_at,
        )
    return entries


def _said_by(post: Post) -> SafeString:
    """Who said it, for whom, and on which day, in one line."""
    author = author_of(post)
    day = formats.date_format(timezone.localtime(post.created_at), "DATE_FORMAT")
    parts = [_("Name withheld")] if author.withheld else [author.name, author.organisation]
    return format_html_join(" · ", "<bdi>{}</bdi>", ((part,) for part in (*parts, day) if part))
