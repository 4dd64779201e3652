"""What a question asks for besides its own words, shown to whoever keeps the synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hub import languages
from hub.querysets import Viewer
from search.analysis import fold
from search.concepts import Concept, shipped
from search.engine import Request
from search.engines.embedded import expanding, question
from search.engines.embedded.memory import State
from search.models import ConceptOff, Synonyms
from search.registry import engine
from search.synonyms import OWN


@dataclass(frozen=True)
class Line:
    """The names in one language."""

    language: str
    names: Sequence[str]

    @property
    def joined(self) -> str:
        return ("، " if self.language == "ar" else ", ").join(self.names)


@dataclass(frozen=True)
class Shown:
    """A concept, as it is shown.

    key: of one of the files or of the vocabulary, "" for one of the secretariat's own. own: what
    the secretariat added to it, or the row that it is. words: those of the question that name it.
    """

    key: str
    title: str
    lines: Sequence[Line]
    is_on: bool = True
    own: Sequence[Synonyms] = ()
    words: str = ""

    @property
    def count(self) -> int:
        return sum(len(line.names) for line in self.lines)


@dataclass(frozen=True)
class Tried:
    """What a question comes to. corrected: what is asked instead, or "". ignored: words that are
    not looked at, weak: those that say little."""

    corrected: str = ""
    ignored: Sequence[str] = ()
    weak: Sequence[str] = ()
    concepts: Sequence[Shown] = ()
    totals: Mapping[str, int] = field(default_factory=dict)


def tried(text: str, language: str, kinds: Sequence[str], viewer: Viewer) -> Tried:
    """Ask a question, and say how it was understood. kinds: what is counted of what it finds."""
    state = State.read()
    results = {
        kind: engine().search(
            Request(kinds=(kind,), text=text, language=language, limit=0, viewer=viewer)
        )
        for kind in kinds
    }
    corrected = next((each.corrected for each in results.values() if each.corrected), "")
    asked = question.cleaned(corrected or text)
    words = question.read(state, asked, language)
    concepts = expanding.thesaurus(state).concepts
    rows = _own_rows()
    shown = []
    read = {(word.start, word.end) for word in words}
    looked_at = set(read)
    for places, number in question.concepts_named(state, asked, language):
        # A small word alone is a name in some other language.
        if read.isdisjoint(places):
            continue
        said = " ".join(asked[start:end] for start, end in places)
        shown.append(_shown(concepts.keys[number], concepts.all[number], language, rows, said))
        looked_at.update(places)
    return Tried(
        corrected=corrected,
        ignored=[
            asked[start:end]
            for start, end in question.places(asked)
            if (start, end) not in looked_at
        ],
        weak=[asked[word.start : word.end] for word in words if word.weak],
        concepts=shown,
        totals={kind: each.total for kind, each in results.items()},
    )


def _own_rows() -> dict[str, list[Synonyms]]:
    """The rows in use by the key of the concept that they are part of, or are."""
    found: dict[str, list[Synonyms]] = {}
    for row in Synonyms.objects.filter(is_on=True).order_by("pk"):
        found.setdefault(row.same_as or f"{OWN}{row.pk}", []).append(row)
        if row.same_as:
            found.setdefault(f"{OWN}{row.pk}", []).append(row)
    return found


def _shown(
    key: str, concept: Concept, language: str, rows: Mapping[str, Sequence[Synonyms]],
    words: str = "", *, is_on: bool = True,
) -> Shown:  # fmt: skip
    order = dict.fromkeys([language, *languages.CODES, *concept])
    lines = [Line(code, concept[code]) for code in order if concept.get(code)]
    return Shown(
        key="" if key.startswith(OWN) else key,
        title=lines[0].names[0].strip('"()') if lines else key,
        lines=lines,
        is_on=is_on,
        own=rows.get(key, ()),
        words=words,
    )


def numbers_of(find: str, *, only_off: bool = False) -> list[int]:
    """The numbers of the concepts of the files and the vocabulary that have a name with these
    letters in it, in the order of the files, places last; all of them where nothing is looked for.
    One statement at the most."""
    known, wanted = shipped(), fold(find).strip()
    off = _off() if only_off else frozenset()
    found = [
        number
        for number, (key, concept) in enumerate(zip(known.keys, known.all, strict=True))
        if (not only_off or key in off) and (not wanted or _has(concept, wanted))
    ]
    return sorted(found, key=lambda number: number in known.places)


def listed(numbers: Iterable[int], language: str) -> list[Shown]:
    """Concepts by their numbers, as they ship. Two statements."""
    known, off, rows = shipped(), _off(), _own_rows()
    chosen = [(known.keys[number], known.all[number]) for number in numbers]
    return [_shown(key, each, language, rows, is_on=key not in off) for key, each in chosen]


def _off() -> frozenset[str]:
    return frozenset(ConceptOff.objects.values_list("key", flat=True))


def _has(concept: Concept, wanted: str) -> bool:
    return any(wanted in fold(name) for names in concept.values() for name in names)
