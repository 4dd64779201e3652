"""Whom a text names: `@` and the name of somebody who takes part in the topic.

Only those are found whom every reader of the topic knows already: who moderates its space, and who
has said something there under their name. A name that was withheld names nobody, and neither does
one of somebody who never took part or may no longer read along.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from discussions.models import Post, PostMention, PostState, SpaceModerator, Topic
from discussions.querysets import readers_among
from hub.models import User

# Of one text; whoever names more calls a crowd.
MOST = 20
# That a list offers; others can be typed.
OFFERED = 200

# Not the one within a mail address.
_AT = re.compile(r"(?<![\w.@])@(?=\w)")
_QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Mentionable:
    """Somebody who can be named. called: what stands after the `@`, which is the name, with the
    organisation in brackets where several people have it."""

    pk: int
    name: str
    organisation: str
    called: str

    @property
    def written(self) -> str:
        return f"@{self.called}"


def people_in(topic: Topic, author: User) -> list[Mentionable]:
    """Who can be named in a topic, but the author, by name. Costs up to eight queries, however
    many they are."""
    said = Post.objects.filter(
        topic=topic,
        state=PostState.PUBLISHED,
        name_withheld=False,
        author__is_active=True,
    ).values_list("author", "author__name", "organisation__name")
    keeping = SpaceModerator.objects.filter(space=topic.space_id, user__is_active=True)
    found: dict[int, tuple[str, str]] = {
        pk: (name, "") for pk, name in keeping.values_list("user", "user__name")
    }
    for pk, name, organisation in said.order_by("author").distinct():
        found[pk] = name, organisation or found.get(pk, ("", ""))[1]
    found.pop(author.pk, None)
    reading = readers_among(topic, found) if found else set()
    named = {pk: found[pk] for pk in found if pk in reading and found[pk][0].strip()}
    names = Counter(_folded(name) for name, _organisation in named.values())
    return sorted(
        (
            Mentionable(pk, name, organisation, _called(name, organisation, names))
            for pk, (name, organisation) in named.items()
        ),
        key=lambda each: _folded(each.called),
    )


def named_in(source: str, topic: Topic, author: User) -> list[Mentionable]:
    """Whom a text names, each once, at most `MOST`; what it quotes names nobody. A text that names
    nobody costs no query."""
    if not _AT.search(source):
        return []
    return matched(source, people_in(topic, author))


def matched(source: str, people: Iterable[Mentionable]) -> list[Mentionable]:
    """Those of the people whom a text names."""
    text = _folded(_QUOTED.sub("", source))
    by_length = sorted(people, key=lambda each: -len(each.called))
    called: dict[str, list[Mentionable]] = {}
    for each in by_length:
        called.setdefault(_folded(each.called), []).append(each)
    found: dict[int, Mentionable] = {}
    for match in _AT.finditer(text):
        rest = text[match.end() : match.end() + 400]
        # The longest name that stands there, ended by what is no letter.
        for name, those in called.items():
            if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                found |= {each.pk: each for each in those}
                break
    return list(found.values())[:MOST]


def record(post: Post, people: Iterable[Mentionable]) -> list[int]:
    """Note whom a post names, beside those that it named before. Answers the keys of who is
    new."""
    keys = [each.pk for each in people]
    if not keys:
        return []
    known = set(PostMention.objects.filter(post=post).values_list("user", flat=True))
    new = [key for key in keys if key not in known]
    PostMention.objects.bulk_create(PostMention(post=post, user_id=key) for key in new)
    return new


def said_of(people: Iterable[Mentionable]) -> str:
    """That people will be told, in words; "" of nobody."""
    names = [each.called for each in people]
    return _("Will be told of it: %(names)s") % {"names": _(", ").join(names)} if names else ""


def _called(name: str, organisation: str, names: Counter[str]) -> str:
    name = _BLANKS.sub(" ", name).strip()
    return f"{name} ({organisation})" if names[_folded(name)] > 1 and organisation else name


def _folded(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
