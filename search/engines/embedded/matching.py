"""Which of a few objects each of many requests finds: one reading for all of them.

Each way of having a word is asked for once, whoever asks; everything else is sets in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.querysets import Viewer
from search.engine import Request
from search.engines.embedded import bits, memory, question, ranking, spelling
from search.engines.embedded.finding import narrowed
from search.engines.embedded.memory import Changed, KindMemory, State
from search.engines.embedded.question import Word
from search.engines.embedded.ranking import Way
from search.engines.embedded.slots import slot_of_object
from search.engines.embedded.words import Phrase, words
from search.models import SearchObject

# So many phrases are looked up at once: each is a set over all objects while it is in use.
AT_ONCE = 3_000

Words = tuple[Word, ...]


def matching(requests: Sequence[Request], kind: str, ids: Iterable[int]) -> list[set[int]]:
    """For each request, those of the objects that are among its matches. Raises `Changed`."""
    state = State.read()
    asked_of = {name: None for request in requests for name in request.kinds}
    kinds = {one.name: one for one in memory.kinds(state, asked_of)}
    objects = _objects(kinds[kind], ids) if kind in kinds else {}
    found: list[set[int]] = [set() for _request in requests]
    if not objects:
        return found
    new = bits.from_slots(objects)
    asking = _Asking(state, kinds, kind)
    matched = asking.matched(requests)
    for place, (request, some) in enumerate(zip(requests, matched, strict=True)):
        if some & new:
            chosen = narrowed(kinds[kind], some & new, request.filters)
            found[place] = {objects[slot] for slot in bits.slots_of(chosen)}
    return found


def _objects(one: KindMemory, ids: Iterable[int]) -> dict[int, int]:
    """Those of the objects that are in the index, by slot; one statement."""
    rows = SearchObject.objects.filter(kind=one.number, object_id__in=sorted(set(ids)))
    return {slot_of_object(pk): key for pk, key in rows.values_list("pk", "object_id")}


@dataclass(frozen=True)
class _Question:
    """What several requests may ask alike."""

    text: str
    language: str
    kinds: tuple[str, ...]
    correct: bool
    viewer: object


@dataclass
class _Asking:
    """The questions of one pass over one state of the index."""

    state: State
    kinds: Mapping[str, KindMemory]
    kind: str
    _seen: dict[tuple[str, object], int] = field(default_factory=dict)
    _viewers: dict[object, Viewer] = field(default_factory=dict)

    def matched(self, requests: Sequence[Request]) -> list[int]:
        """For each request, the objects of the kind that match it, before filters."""
        asked = [self._question(request) for request in requests]
        answers: dict[_Question, int] = {}
        for some in self._parts(dict.fromkeys(asked)):
            answers |= self._answered(some)
        return [answers.get(one, 0) for one in asked]

    def _question(self, request: Request) -> _Question:
        name = getattr(request.viewer, "pk", None)
        self._viewers.setdefault(name, request.viewer)
        kinds = tuple(each for each in dict.fromkeys(request.kinds) if each in self.kinds)
        return _Question(request.text, request.language, kinds, request.correct, name)

    def _parts(self, asked: Iterable[_Question]) -> Iterator[dict[_Question, Words]]:
        """The questions with their words, so many at a time as are looked up at once."""
        part: dict[_Question, Words] = {}
        phrases: set[Phrase] = set()
        for one in asked:
            if self.kind not in one.kinds:
                continue
            part[one] = question.read(self.state, one.text, one.language)
            phrases.update(phrase for word in part[one] for phrase in word.phrases)
            if len(phrases) >= AT_ONCE:
                yield part
                part, phrases = {}, set()
        yield part

    def _answered(self, asked: dict[_Question, Words]) -> dict[_Question, int]:
        found = self._looked_up(asked)
        better = {one: read for one in asked if (read := self._corrected(one, found[one]))}
        for one, again in self._looked_up(better).items():
            # As `finding` does: what is put right stands only where it finds something.
            if self._count(one, again.loose) or not self._count(one, found[one].loose):
                found[one] = again
        return {one: self._match(one, found[one]) for one in asked}

    def _match(self, one: _Question, found: _Found) -> int:
        seen = self._visible(self.kind, one)
        if not found.words:
            return seen
        strict, loose = self._count(one, found.strict), self._count(one, found.loose)
        any_word = strict < ranking.ENOUGH and loose != strict
        return (found.loose if any_word else found.strict)[self.kind] & seen

    def _corrected(self, one: _Question, found: _Found) -> Words:
        if not found.words or not one.correct:
            return ()
        unknown = [
            word
            for index, word in enumerate(found.words)
            if not any(found.sets[name][index] & self._visible(name, one) for name in one.kinds)
        ]
        text = spelling.corrected(self.state, one.text, one.language, found.words, unknown)
        return question.read(self.state, text, one.language) if text else ()

    def _count(self, one: _Question, some: Mapping[str, int]) -> int:
        return sum((some[name] & self._visible(name, one)).bit_count() for name in one.kinds)

    def _visible(self, name: str, one: _Question) -> int:
        key = (name, one.viewer)
        if key not in self._seen:
            self._seen[key] = memory.visible(self.kinds[name], self._viewers[one.viewer])
        return self._seen[key]

    def _looked_up(self, asked: Mapping[_Question, Words]) -> dict[_Question, _Found]:
        """What has the words of each question; two statements, and one for each further kind."""
        ways = {read: ranking.ways_of(read) for read in set(asked.values()) if read}
        every = {way.phrase: None for some in ways.values() for way in some}
        known = words().rarities(list(every)) if every else {}
        ways = {
            read: ranking.asked_for([way for way in some if way.phrase in known])
            for read, some in ways.items()
        }
        wanted: dict[str, dict[Phrase, None]] = {}
        for one, read in asked.items():
            for name in one.kinds if read else ():
                wanted.setdefault(name, {}).update((way.phrase, None) for way in ways[read])
        having = {name: self._having(name, list(some)) for name, some in wanted.items()}
        return {one: _Found.of(read, ways.get(read, ()), one.kinds, having)
                for one, read in asked.items()}  # fmt: skip

    def _having(self, name: str, phrases: Sequence[Phrase]) -> dict[Phrase, int]:
        """The objects of a kind that have each phrase."""
        one = self.kinds[name]
        stamp, slots = words().postings(one.number, [(phrase,) for phrase in phrases])
        if stamp != one.stamp:
            raise Changed(name)
        return dict(zip(phrases, map(bits.from_slots, slots), strict=True))


@dataclass(frozen=True)
class _Found:
    """By kind: what has each word, what has enough of them, and what has any."""

    words: Words
    sets: Mapping[str, Sequence[int]]
    strict: Mapping[str, int]
    loose: Mapping[str, int]

    @classmethod
    def of(
        cls,
        read: Words,
        ways: Sequence[Way],
        kinds: Sequence[str],
        having: Mapping[str, Mapping[Phrase, int]],
    ) -> _Found:
        if not read:
            return cls((), {}, {}, {})
        sets = {
            name: ranking.sets_of(read, ways, [having[name][way.phrase] for way in ways])
            for name in kinds
        }
        reached = {name: ranking.reached_by(read, some) for name, some in sets.items()}
        return cls(
            read,
            sets,
            {name: some[-1] for name, some in reached.items()},
            {name: some[1] for name, some in reached.items()},
        )
