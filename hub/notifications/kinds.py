"""The kinds of notices, and how each is worded.

    register(
        Kind(
            name="practice.published",
            group=_("Practices"),
            label=_("A practice that you follow or wrote is published"),
            hint=_("Also when a new version takes the place of the old one."),
            default=Frequency.DAILY,
            may_see=seen_through(Practice.objects.visible_to),
            render=published_lines,
        )
    )

where, with as many queries for a hundred notices as for one:

    def published_lines(notices, language):
        titles = …  # by object id, in the language
        return {
            notice.pk: Line(
                worded(_("%(practice)s was published."), practice=titles[notice.object_id]),
                reverse("practices:detail", args=[…]),
            )
            for notice in notices
            if notice.object_id in titles
        }
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hub.models import Frequency, Notice, User
from hub.wording import Name

# Which of the object ids a person may see, asked at once.
MaySee = Callable[[User, Collection[str]], Collection[str]]
# The line of each notice by its key; a notice that is left out has nothing to say any more.
Render = Callable[[Sequence[Notice], str], Mapping[int, "Line"]]


@dataclass(frozen=True)
class Heading:
    """What lines of a digest stand under, whatever their kinds: the topic that they are about.

    key: the same for the same object. words, url: what it is called and where it is. within: what
    several of them stand under in turn, one level. followed: the kind and id of `following`, for
    whoever follows it to stop by one link of the mail. stop: the path that stops mails about it
    without signing in, where there is one of its own; it answers a POST as RFC 8058 wants.
    """

    key: str
    words: str
    url: str = ""
    within: Heading | None = None
    followed: tuple[str, str] | None = None
    stop: str = ""


@dataclass(frozen=True)
class Line:
    """One notice in the reader's language.

    sentence: one sentence, `hub.wording.worded` or plain text. short: the same where it stands
    under its heading. url: the path that it leads to,
    "" for none. said: what somebody wrote in it (a reason, a note), in its own language.
    more: further sentences for the mail of this notice alone. under: where it stands in a digest,
    with the beginning of what was said; without it, under its kind.
    """

    sentence: str
    url: str = ""
    said: Name | None = None
    more: tuple[str, ...] = ()
    under: Heading | None = None
    short: str = ""


@dataclass(frozen=True)
class Kind:
    """What may be told, and how.

    name: as it is stored (`practice.published`), at most 60 letters; it never changes.
    group, label, hint: what the page of preferences calls it, lazily translated.
    default: how often it is mailed to whoever has not chosen.
    may_see: asked before it is shown and again before it is mailed; the title of what somebody
        may no longer see appears in neither. None where a notice is about nothing but its reader.
    render: the lines of notices of this kind. The language (`languages.LANGUAGES` code) is
        active while it runs, so that `gettext` and `reverse` give it.
    concerns: whom the page of preferences offers it; without it, everybody.
    rhythms: for a kind whose objects each have a frequency of their own (`Notice.rhythm`), those
        in which a person is mailed; for the kind they choose only whether they are mailed at all.
    action: what the button in the mail says, lazily translated.
    template: of the mail of a single notice; extends "hub/mail/notice.html".
    headers: of the mail of a single notice, beside the usual ones: `Reply-To`, `References`.
    """

    name: str
    group: Any
    label: Any
    render: Render
    may_see: MaySee | None
    hint: Any = ""
    default: Frequency = Frequency.DAILY
    concerns: Callable[[User], bool] | None = None
    rhythms: Callable[[User], Collection[Frequency]] | None = None
    action: Any = ""
    template: str = "hub/mail/notice.html"
    headers: Callable[[Notice], Mapping[str, str]] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known, under its name."""
    if not kind.name or len(kind.name) > 60:
        raise ValueError(f"the name of a kind of notices has 1 to 60 letters: {kind.name!r}")
    _kinds[kind.name] = kind


def find(name: str) -> Kind | None:
    return _kinds.get(name)


def get(name: str) -> Kind:
    """The kind of that name; a `LookupError` for one that nobody registered."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"no kind of notices is called {name!r}") from None


def registered() -> list[Kind]:
    """All of them, those of a group together, in the order in which they were registered."""
    groups: dict[str, list[Kind]] = {}
    for kind in _kinds.values():
        groups.setdefault(str(kind.group), []).append(kind)
    return [kind for kinds in groups.values() for kind in kinds]


def offered_to(person: User) -> list[Kind]:
    """Those about which a person may ever be told anything, in the order of `registered`."""
    return [kind for kind in registered() if kind.concerns is None or kind.concerns(person)]


def seen_through(visible_to: Callable[[Any], QuerySet[Any]]) -> MaySee:
    """`may_see` by the reading of a table (`Practice.objects.visible_to`), ids being its keys."""

    def may_see(person: User, object_ids: Collection[str]) -> Collection[str]:
        keys = [each for each in object_ids if each.isdecimal()]
        seen = visible_to(person).filter(pk__in=keys).values_list("pk", flat=True)
        return {str(key) for key in seen}

    return may_see
