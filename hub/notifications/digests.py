"""What a mail of several notices holds, and in which order: by the topic (or whatever they are
about) where they say one, else by kind and object; always the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub import richtext
from hub.models import Notice
from hub.notifications import kinds
from hub.notifications.kinds import Heading, Kind, Line

# More of them are counted, and read on the site.
IN_A_DIGEST = 60
UNDER_A_HEADING = 10
HEADINGS = 30
# So much of what somebody wrote is quoted, in characters.
QUOTED = 600


@dataclass(frozen=True)
class Group:
    """What is told of one kind: the lines of each object together, the newest first."""

    kind: Kind
    objects: Sequence[Sequence[tuple[Notice, Line]]]


@dataclass(frozen=True)
class Told:
    """A line under a heading, with the beginning of what was said; `goes_on` where there is
    more of it than that."""

    notice: Notice
    line: Line
    quoted: str = ""
    goes_on: bool = False


@dataclass
class Part:
    """What is told under one heading."""

    heading: Heading
    told: list[Told] = field(default_factory=list)
    left_out: int = 0


@dataclass
class Section:
    """The parts of one place; `heading` is None for parts that are in none."""

    heading: Heading | None
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Digest:
    sections: Sequence[Section]
    groups: Sequence[Group]
    left_out: int


def gathered(told: Sequence[Notice], readable: Mapping[int, Line]) -> Digest:
    """The notices of one mail, which come newest first."""
    parts: dict[str, Part] = {}
    others: list[Notice] = []
    left_out = 0
    for notice in told:
        line = readable[notice.pk]
        heading = line.under
        if heading is None:
            others.append(notice)
        elif heading.key not in parts and len(parts) == HEADINGS:
            left_out += 1
        else:
            part = parts.setdefault(heading.key, Part(heading))
            if len(part.told) < UNDER_A_HEADING:
                part.told.append(_told(notice, line))
            else:
                part.left_out += 1
    shown = others[:IN_A_DIGEST]
    return Digest(
        _sections(list(parts.values())),
        groups(shown, readable),
        left_out + len(others) - len(shown),
    )


def groups(told: Sequence[Notice], readable: Mapping[int, Line]) -> list[Group]:
    """By kind and then by object, each where its newest notice stands."""
    found: dict[str, dict[str, list[tuple[Notice, Line]]]] = {}
    for notice in told:
        # What is about no object stands by itself.
        about = notice.object_id or f"notice {notice.pk}"
        objects = found.setdefault(notice.kind, {})
        objects.setdefault(about, []).append((notice, readable[notice.pk]))
    return [Group(kinds.get(kind), list(objects.values())) for kind, objects in found.items()]


def headings(told: Sequence[Notice], readable: Mapping[int, Line]) -> list[Heading]:
    """Each heading under which one of them stands, once."""
    found = (readable[notice.pk].under for notice in told)
    return list({heading.key: heading for heading in found if heading}.values())


def _sections(parts: Sequence[Part]) -> list[Section]:
    found: dict[str, Section] = {}
    for part in parts:
        within = part.heading.within
        found.setdefault(within.key if within else "", Section(within)).parts.append(part)
    return list(found.values())


def _told(notice: Notice, line: Line) -> Told:
    if line.said is None:
        return Told(notice, line)
    words = " ".join(line.said.text.split())
    quoted = richtext.cut(words, QUOTED, line.said.language)
    return Told(notice, line, quoted, goes_on=quoted != words)
