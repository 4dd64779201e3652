"""What a post said before it was edited, and what each edit changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from discussions.authors import author_of
from discussions.models import Post
from hub import languages
from practices.comparing import Segment, compare


@dataclass(frozen=True)
class Wording:
    """One wording of a post. number: counted from 1 on this page. since: when it took the place
    of the one before, or was received. segments: what it changed in that one; none for the
    first. The names are those that `practices/difference.html` reads."""

    number: int
    language: str
    source: str
    since: datetime
    segments: tuple[Segment, ...]
    is_now: bool

    is_of_text = True

    @property
    def tag(self) -> str:
        return languages.html_tag(self.language)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def around_changes(self) -> tuple[Segment, ...]:
        return self.segments


def versions_of(post: Post) -> list[Wording]:
    """Every wording, the present one first; one query. There are at most `actions.MOST_EDITS`
    before it, of a length that can be compared at once."""
    earlier = list(post.versions.all())
    texts = [(each.source, each.language) for each in earlier] + [(post.source, post.language)]
    times = [post.created_at, *(each.replaced_at for each in earlier)]
    found = []
    for at, ((source, language), since) in enumerate(zip(texts, times, strict=True)):
        changed = compare(texts[at - 1][0], source) if at else ()
        found.append(Wording(at + 1, language, source, since, changed, at == len(texts) - 1))
    return found[::-1]


def author_shown(post: Post, *, moderates: bool) -> str:
    """Who wrote it, as its readers see them."""
    author = author_of(post, moderates=moderates)
    if author.name:
        return author.name
    return _("Name withheld") if author.withheld else _("Somebody who has left")
