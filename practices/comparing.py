"""What was taken out of a text and what was put in, by words, in bounded time.

Languages that write no blanks between words are compared by characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["same", "removed", "added"]
SAME: Kind = "same"
REMOVED: Kind = "removed"
ADDED: Kind = "added"

# Steps that one comparison may take, about a fifth of a second; what is still uncertain then
# counts as replaced.
MOST_STEPS = 1_000_000

# Characters that are words by themselves: kana, Han, Thai, Lao, Burmese, Khmer.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_MARKS = r"""!-/:-@\[-`{-~¡-¿‐-⁞،؛؟٪-٭。、〈-】〔-〟！-／：-＠［-｀｛-･"""
_TOKEN = re.compile(rf"\s+|[{_ALONE}]|[{_MARKS}]|[^\s{_ALONE}{_MARKS}]+")
_SENTENCE = re.compile(r"[^\n.!?؟。！？]*[\n.!?؟。！？]*\s*")


@dataclass(frozen=True)
class Segment:
    """A stretch of one of two texts, or of both."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> tuple[Segment, ...]:
    """The way from one text to the other; none where both are empty.

    Without the added stretches it is `before`, without the removed ones it is `after`, letter by
    letter. Two neighbours are never of one kind, and what was removed stands before what was
    added in its place.
    """
    return _joined(_bare_blanks_go_along(_joined(_stretches(before, after))))


def text_before(segments: Iterable[Segment]) -> str:
    return "".join(each.text for each in segments if each.kind != ADDED)


def text_after(segments: Iterable[Segment]) -> str:
    return "".join(each.text for each in segments if each.kind != REMOVED)


def changed_share(segments: Sequence[Segment]) -> float:
    """How much of two texts differs, by letters: 0 for nothing, 1 for all."""
    both, different = 0, 0
    for each in segments:
        letters = sum(not character.isspace() for character in each.text)
        both += 2 * letters if each.kind == SAME else letters
        different += 0 if each.kind == SAME else letters
    if not both:
        # Blanks alone: they are not what anyone would translate again.
        return 0.0
    return different / both


def _stretches(before: str, after: str) -> Iterable[Segment]:
    if before == after:
        yield Segment(SAME, before)
        return
    steps = _Steps(MOST_STEPS)
    old, new = 0, 0
    first, second = _SENTENCE.findall(before), _SENTENCE.findall(after)
    # Sentences that each text has once hold the two together; words are compared between them.
    for at, there in [*_anchors(first, second), (len(first), len(second))]:
        yield from _words("".join(first[old:at]), "".join(second[new:there]), steps)
        if at < len(first):
            yield Segment(SAME, first[at])
        old, new = at + 1, there + 1


def _anchors(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the sentences that occur once in both, in an order that both have."""
    once = Counter(first), Counter(second)
    places = {each: place for place, each in enumerate(second) if once[1][each] == 1}
    pairs = [
        (place, places[each])
        for place, each in enumerate(first)
        if once[0][each] == 1 and each in places and each.strip()
    ]
    # The longest run of pairs that rises in both.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_place, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        ends[length:] = [there, *ends[length + 1 :]]
        last[length:] = [index, *last[length + 1 :]]
        before.append(last[length - 1] if length else -1)
    found, index = [], last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


@dataclass
class _Steps:
    left: int


def _words(before: str, after: str, steps: _Steps) -> Iterable[Segment]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield Segment(SAME, "".join(old[:start]))
    yield from _shortest(old[start : len(old) - end], new[start : len(new) - end], steps)
    yield Segment(SAME, "".join(old[len(old) - end :]))


def _shortest(old: Sequence[str], new: Sequence[str], steps: _Steps) -> Iterable[Segment]:
    """The fewest removals and additions, found greedily by their number (E. Myers, 1986); all of
    it replaced when the steps are used up."""
    trace = _trace(old, new, steps) if old and new else None
    if trace is None:
        yield Segment(REMOVED, "".join(old))
        yield Segment(ADDED, "".join(new))
        return
    found = []
    x, y = len(old), len(new)
    for changes in range(len(trace) - 1, -1, -1):
        reach = trace[changes]
        diagonal = x - y
        down = diagonal == -changes or (
            diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1]
        )
        came_from = diagonal + 1 if down else diagonal - 1
        start = reach[came_from] if changes else 0
        start_y = start - came_from if changes else 0
        while x > start and y > start_y and old[x - 1] == new[y - 1]:
            found.append(Segment(SAME, old[x - 1]))
            x, y = x - 1, y - 1
        if changes:
            found.append(Segment(ADDED, new[y - 1]) if down else Segment(REMOVED, old[x - 1]))
            x, y = start, start_y
    yield from reversed(found)


def _trace(old: Sequence[str], new: Sequence[str], steps: _Steps) -> list[dict[int, int]] | None:
    """How far each diagonal was reached before each further change; None where it takes too
    many steps."""
    reach = {1: 0}
    trace = []
    for changes in range(len(old) + len(new) + 1):
        trace.append(dict(reach))
        steps.left -= 2 * changes + 1
        if steps.left < 0:
            return None
        for diagonal in range(-changes, changes + 1, 2):
            if diagonal == -changes or (
                diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1]
            ):
                x = reach[diagonal + 1]
            else:
                x = reach[diagonal - 1] + 1
            y = x - diagonal
            begun = x
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            steps.left -= x - begun
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return trace
    return None


def _bare_blanks_go_along(segments: Sequence[Segment]) -> Iterable[Segment]:
    """Blanks alone between two changes belong to both: `a new <ins>word</ins> <ins>here</ins>`
    is harder to read than one change of two words."""
    for place, each in enumerate(segments):
        inside = 0 < place < len(segments) - 1
        if each.kind == SAME and inside and each.text.isspace() and "\n" not in each.text:
            yield Segment(REMOVED, each.text)
            yield Segment(ADDED, each.text)
        else:
            yield each


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Neighbours of one kind made one; within a change, what was removed first."""
    found: list[Segment] = []
    removed, added = "", ""
    for each in [*segments, None]:
        if each is not None and not each.text:
            continue
        if each is not None and each.kind == REMOVED:
            removed += each.text
        elif each is not None and each.kind == ADDED:
            added += each.text
        else:
            if removed:
                found.append(Segment(REMOVED, removed))
            if added:
                found.append(Segment(ADDED, added))
            removed, added = "", ""
            if each is not None and found and found[-1].kind == SAME:
                found[-1] = Segment(SAME, found[-1].text + each.text)
            elif each is not None:
                found.append(each)
    return tuple(found)
