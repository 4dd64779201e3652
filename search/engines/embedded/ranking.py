"""Which objects match a question, and in which order.

Matching works on sets of slots, one for each word of the question; ranking reads the scores of
the texts of those objects alone. Both are remembered for each state of the index, so that turning
pages and choosing filters cost neither again.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log

from hub.languages import CODES
from search.engines.embedded import bits
from search.engines.embedded.memory import Changed, KindMemory, Remembered
from search.engines.embedded.question import Word
from search.engines.embedded.slots import TEXT_BITS, TEXTS, slot_of_object
from search.engines.embedded.words import Phrase, words

# Fewer objects than this that match, and any word of the question is enough.
ENOUGH = 5
# Objects below the line: only where fewer than this match, and only so many of them.
BELOW_IF = 60
BELOW = 60
# How much an expansion, a completion counts beside the word itself.
CLOSE, UNFINISHED = 0.8, 0.4
# How much a word counts that says little of what is asked for.
WEAK = 0.25
# How much a word counts that names no concept, beside one that does.
ORDINARY = 0.5
# How much more a word counts that names a place.
PLACE = 1.3
# Words that name one concept together count less each: their number to this negative power.
SHARED = 0.5
# So many ways are asked for in all, and so many others for one word, of those that texts have:
# first the words themselves, then others for the same.
MOST_WAYS = 200
MOST_CLOSE = 30
# How much more a text in the reader's language counts, and how much less a demoted object.
OWN_LANGUAGE = 1.1
DEMOTED = 0.7
# How hard it weighs that words are missing: what those present say of what all say, to this power.
COORDINATION = 1.5


def needed(count: int) -> int:
    """How many of so many words a match must have."""
    return count if count <= 2 else ceil(count * 0.6 - 1e-9)


@dataclass(frozen=True)
class Way:
    """A phrase that is a way of having words of a question: by the word's place in the question,
    what it counts there."""

    phrase: Phrase
    counts: Mapping[int, float]


@dataclass(frozen=True)
class Postings:
    """The slots that have each word of a question.

    reached: element k is the set that has at least k of the words that are not weak. rarity: how
    much it says to have each word; nothing where no object has it.
    """

    words: Sequence[Word]
    sets: Sequence[int]
    reached: Sequence[int]
    rarity: Sequence[float]
    ways: Sequence[Way]

    @property
    def strict(self) -> int:
        """Those that have enough of the words."""
        return self.reached[-1] if self.words else 0

    @property
    def loose(self) -> int:
        """Those that have any of the words."""
        return self.reached[1] if self.words else 0


@dataclass(frozen=True)
class Ranking:
    """Slots by falling score; `best` is the id of the text that matched best."""

    slots: array[int]
    scores: array[float]
    best: array[int]


_postings: Remembered[Postings] = Remembered(256)
_rankings: Remembered[Ranking] = Remembered(64)


def forget() -> None:
    """Drop everything; for measuring."""
    _postings.clear()
    _rankings.clear()


def ways_of(question: Sequence[Word]) -> list[Way]:
    """Each phrase that is a way of having a word, those that count most first.

    Each is asked for by itself, so that its rarity in its language can be taken out of its score:
    else the texts in the language of fewest texts would always come first.
    """
    counts: dict[Phrase, dict[int, float]] = {}
    for factor, kind in ((1.0, "exact"), (CLOSE, "close"), (UNFINISHED, "open")):
        for index, word in enumerate(question):
            for phrase in getattr(word, kind):
                counts.setdefault(phrase, {}).setdefault(index, factor)
    return [Way(phrase, some) for phrase, some in counts.items()]


def postings(memory: KindMemory, question: Sequence[Word]) -> Postings:
    """What has which word, with one statement unless remembered. Raises `Changed`."""
    name = (memory.name, memory.number, memory.stamp, tuple(question))
    return _postings.get(name, lambda: _ask_postings(memory, question))


def _ask_postings(memory: KindMemory, question: Sequence[Word]) -> Postings:
    index = words()
    ways = ways_of(question)
    rarity = index.rarities([way.phrase for way in ways])
    ways = asked_for([way for way in ways if way.phrase in rarity])
    stamp, slots = index.postings(memory.number, [(way.phrase,) for way in ways])
    if stamp != memory.stamp:
        raise Changed(memory.name)
    sets = sets_of(question, ways, [bits.from_slots(some) for some in slots])
    rare = rarities_of(question, memory.everything.bit_count(), [each.bit_count() for each in sets])
    ways = [
        Way(way.phrase, {
            word: count * rare[word] / rarity[way.phrase] for word, count in way.counts.items()
        })
        for way in ways
    ]  # fmt: skip
    return Postings(question, sets, reached_by(question, sets), rare, ways)


def sets_of(question: Sequence[Word], ways: Sequence[Way], having: Sequence[int]) -> list[int]:
    """The objects that have each word, in any of its ways; `having` are those that have each
    way."""
    sets = [0] * len(question)
    for way, some in zip(ways, having, strict=True):
        for word in way.counts:
            sets[word] |= some
    return sets


def reached_by(question: Sequence[Word], sets: Sequence[int]) -> list[int]:
    """`Postings.reached`, of what has each word."""
    telling = [some for word, some in zip(question, sets, strict=True) if not word.weak]
    if not any(telling):
        telling = list(sets)
    return bits.at_least(telling, max(needed(len(telling)), 1))


def asked_for(ways: Sequence[Way]) -> list[Way]:
    """Of the ways that texts have, those that are asked for."""
    close: Counter[int] = Counter()
    found = []
    for way in ways:
        counts = {
            word: count for word, count in way.counts.items()
            if count != CLOSE or close[word] < MOST_CLOSE
        }  # fmt: skip
        if counts:
            close.update(word for word, count in counts.items() if count == CLOSE)
            found.append(Way(way.phrase, counts))
    return found[:MOST_WAYS]


def rarities_of(question: Sequence[Word], whole: int, having: Sequence[int]) -> list[float]:
    """How much each word says, where so many of all objects have it; nothing where none has."""
    named = any(word.close for word in question)
    shared = Counter(word.close for word in question if word.close)
    return [
        _rarity(whole, count) * _weight(word, named, shared) if count else 0.0
        for word, count in zip(question, having, strict=True)
    ]


def _weight(word: Word, named: bool, shared: Counter[tuple[Phrase, ...]]) -> float:
    """How much a word counts. named: whether any word of the question names a concept; shared:
    how many words have the same others for the same."""
    if word.weak:
        return WEAK
    if word.close:
        return float((PLACE if word.place else 1.0) * shared[word.close] ** -SHARED)
    return ORDINARY if named else 1.0


def _rarity(whole: int, count: int) -> float:
    """How much a word says that so many of all objects have; never nothing."""
    return log(1 + (whole - count + 0.5) / (count + 0.5))


def below_the_line(found: Postings, matched: int, allowed: int) -> int:
    """Those with fewer of the words, the ones with most of them first, up to about `BELOW`.

    `allowed` is what may be shown at all. A tier that would exceed the number is taken whole:
    only the scores say which of it is closest.
    """
    below = 0
    for count in range(len(found.reached) - 1, 0, -1):
        below |= found.reached[count] & allowed & ~matched
        if below.bit_count() >= BELOW:
            break
    return below


def ranking(
    memory: KindMemory, found: Postings, candidates: int, language: str, name: str
) -> Ranking:
    """The candidates by falling score, with one statement unless remembered under `name`.
    Raises `Changed`."""
    kept = (memory.name, memory.number, memory.stamp, tuple(found.words), language, name)
    return _rankings.get(kept, lambda: _rank(memory, found, candidates, language))


def _rank(memory: KindMemory, found: Postings, candidates: int, language: str) -> Ranking:
    arms = [(way.phrase,) for way in found.ways]
    wanted = bits.Mask(candidates, memory.size)
    stamp, rows = words().scores(memory.number, arms, wanted)
    if stamp != memory.stamp:
        raise Changed(memory.name)
    by_text: dict[int, float] = defaultdict(float)
    # Here by the object's id, which is what all ids of its texts begin with.
    by_word: list[dict[int, float]] = [{} for _word in found.words]
    counts = [[(by_word[word], each) for word, each in way.counts.items()] for way in found.ways]
    for number, pk, score in rows:
        item = pk >> TEXT_BITS
        for best, count in counts[number]:
            counted = score * count + _PRESENCE
            by_text[pk] += counted
            if item not in best or counted > best[item]:
                best[item] = counted
    return _order(memory, found.rarity, by_word, by_text, language)


# What a word counts for being there at all, however common it is.
_PRESENCE = 0.05


def _order(
    memory: KindMemory,
    rarity: Sequence[float],
    by_word: Sequence[dict[int, float]],
    by_text: dict[int, float],
    language: str,
) -> Ranking:
    own = CODES.index(language) if language in CODES else -1
    best: dict[int, tuple[float, int]] = {}
    for pk, score in by_text.items():
        item = pk >> TEXT_BITS
        mine = (score * OWN_LANGUAGE if pk % TEXTS == own else score, pk)
        if item not in best or mine[0] > best[item][0]:
            best[item] = mine
    demoted = bits.Mask(memory.demoted, memory.size).flags
    scored = []
    all_present = sum(rarity) or 1.0
    for item, (_score, pk) in best.items():
        total = present = 0.0
        for word, found in zip(rarity, by_word, strict=True):
            if item in found:
                total += found[item]
                present += word
        total *= (present / all_present) ** COORDINATION
        if pk % TEXTS == own:
            total *= OWN_LANGUAGE
        slot = slot_of_object(item)
        if demoted[slot]:
            total *= DEMOTED
        scored.append((-total, slot, pk))
    scored.sort()
    return Ranking(
        slots=array("Q", [slot for _score, slot, _pk in scored]),
        scores=array("d", [-score for score, _slot, _pk in scored]),
        best=array("Q", [pk for _score, _slot, pk in scored]),
    )
