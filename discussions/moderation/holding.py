"""Which posts wait for a moderator before they are published, and the words for why.

The first posts of somebody whom nobody asked in are held where they lead off the hub or name
people: that is what those who come to advertise do. Nothing is held in silence: the author reads
`why`, and what happens next.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Post, PostState, Topic
from discussions.permissions import belongs_to, can_moderate_topic
from hub import richtext
from hub.actions import Refused
from hub.models import User

LINKS = "links"
MENTIONS = "mentions"

# Without one of these no link comes of a text: most posts need not be rendered to know.
_MAY_LEAD = re.compile(r"\w\.\w|:/|mailto:|@|\]", re.IGNORECASE)
_HREF = re.compile(r'<a href="([^"]*)"')


def reasons_to_hold(
    author: User, topic: Topic, source: str, mentions: Collection[object]
) -> list[str]:
    """The keys of the reasons for which a new post waits for a moderator (`links`, `mentions`);
    none where it may be published at once.

    mentions: whom it names, whatever stands for them. Who moderates the topic, was asked into its
    space or has been published often enough never waits.
    """
    found = []
    if places_linked(source):
        found.append(LINKS)
    if mentions:
        found.append(MENTIONS)
    return [] if not found or is_trusted(author, topic) else found


def is_trusted(author: User, topic: Topic) -> bool:
    """Whether somebody may link and mention in a topic without waiting."""
    return (
        approved_posts(author) >= settings.HUB_POSTS_BEFORE_TRUST
        or belongs_to(author, topic.space)
        or can_moderate_topic(author, topic)
    )


def approved_posts(author: User) -> int:
    """How many posts of somebody can be read; what was hidden counts no more."""
    return Post.objects.filter(author=author.pk, state=PostState.PUBLISHED).count()


def refuse_more_than_before(
    author: User, topic: Topic, before: str, source: str, added: Collection[object]
) -> None:
    """`Refused` where an edit of a published post would add what a new post of the same author
    would be held for. before, source: the text as it was and as it would be. added: whom it would
    name anew."""
    new = set(places_linked(source)) - set(places_linked(before))
    if (new or added) and not is_trusted(author, topic):
        raise Refused(
            {
                "source": _(
                    "Links to other sites and names of people cannot be added to what is already"
                    " published until more of your posts have been. Write them in a new post,"
                    " which a moderator reads first."
                )
            }
        )


def places_linked(source: str) -> list[str]:
    """The hosts outside the hub to which a text leads, and mail addresses in it, each once, in
    the order of the text. What leads to pages of the hub itself is not among them."""
    if not _MAY_LEAD.search(source):
        return []
    own = {urlsplit(settings.HUB_BASE_URL).netloc.lower(), ""}
    found: dict[str, None] = {}
    for address in _HREF.findall(richtext.render(source)):
        place = _place(html.unescape(address))
        if place not in own:
            found[place] = None
    return list(found)


def _place(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address[:100]
    return parts.path[:100] if parts.scheme.lower() == "mailto" else parts.netloc.lower()[:100]


def why(post: Post) -> list[str]:
    """Why a post was held, in sentences for its author, in the language that is active. Costs a
    query where it names people."""
    said = []
    if LINKS in post.held_for:
        places = places_linked(post.source)
        said.append(
            ngettext(
                "It links to another site: %(places)s.",
                "It links to other sites: %(places)s.",
                len(places),
            )
            % {"places": _(", ").join(places[:5])}
            if places
            else _("It linked to another site.")
        )
    if MENTIONS in post.held_for:
        said.append(_("It names people, who would be told of it."))
    return said or [_("A moderator reads it first.")]


def what_next() -> list[str]:
    """What becomes of a held post, in sentences for its author."""
    return [
        _("The first posts of people who are new here wait when they link or name people, so that"
          " nobody can use the hub to advertise."),
        _("A moderator of the space reads it and publishes it, or tells you why not. You get a"
          " notice either way."),
        _("The time at which we received it stays with it, also where the topic closes meanwhile."),
    ]  # fmt: skip
