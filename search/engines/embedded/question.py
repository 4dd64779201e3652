"""What somebody typed, as words that the index can be asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.languages import CODES
from search import analysis
from search.engines.embedded import expanding, frequencies, terms
from search.engines.embedded.memory import State
from search.engines.embedded.words import Phrase

# Characters that are read, and words that are asked for.
LONGEST = 500
MOST = 24
# The shortest beginning that is completed, and with how many words. A Chinese character is one.
UNFINISHED = 3
COMPLETIONS = 8
# How much it speaks for a language that the reader's interface is in it, beside one word of it.
READERS = 0.5


# Where a word starts and ends in what was typed.
Place = tuple[int, int]


@dataclass(frozen=True)
class Word:
    """A word of a question and the ways in which a text can have it.

    text: as it was typed, folded. start and end: its place in what was typed.
    exact: the word itself, in each language that it may be of. close: other words for the same.
    open: longer words that begin so. weak: it says little of what is asked for.
    place: it names a country or the like.
    """

    text: str
    start: int = 0
    end: int = 0
    exact: tuple[Phrase, ...] = ()
    close: tuple[Phrase, ...] = ()
    open: tuple[Phrase, ...] = ()
    weak: bool = False
    place: bool = False

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return self.exact + self.close + self.open


def read(
    state: State, text: str, language: str, most: int = MOST, *, widely: bool = True
) -> tuple[Word, ...]:
    """The words of a text, each once, in their order; the last may be unfinished.

    widely: whether other words for the same are enough.
    """
    text = cleaned(text)
    by_language = {code: terms.tokens(text, code) for code in (*CODES, terms.OTHER)}
    spoken = languages_of(state, text, language)
    stops = {place for code in spoken[0] for place in _stops(by_language, code)}
    words: dict[tuple[int, int], Word] = {}
    places: dict[str, tuple[int, int]] = {}
    for token in by_language[terms.OTHER]:
        place = (token.start, token.end)
        if place not in stops and places.setdefault(token.form, place) == place:
            words[place] = Word(token.form, *place)
    words = dict(list(words.items())[:most])
    exact: dict[tuple[int, int], dict[Phrase, None]] = defaultdict(dict)
    for tokens in by_language.values():
        for token in tokens:
            exact[token.start, token.end][token.term,] = None
    words = {place: replace(word, exact=tuple(exact[place])) for place, word in words.items()}
    if widely:
        words = _widened(
            expanding.thesaurus(state),
            words,
            {code: by_language[code] for code in spoken[1]},
            by_language[terms.OTHER],
        )
        words = _weakened(words, {code: by_language[code] for code in spoken[0]})
    found = list(words.values())
    if found and text[-1:].isalnum():
        found[-1] = _completed(state, found[-1], language)
    return tuple(found)


def cleaned(text: str) -> str:
    """What of a text is read."""
    return terms.clean(text)[:LONGEST]


def places(text: str) -> list[Place]:
    """Where the words of a cleaned text are, those that are not looked at too."""
    return [(token.start, token.end) for token in terms.tokens(text, terms.OTHER)]


def languages_of(state: State, text: str, reader: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The languages that a text is most likely in, the reader's always among them, and all
    languages by falling likelihood: by stop words, and by words that texts have."""
    known, thesaurus = frequencies.known(state), expanding.thesaurus(state)
    forms = [token.form for token in terms.tokens(text, terms.OTHER)]
    likely: dict[str, float] = {}
    for code in CODES:
        own, named = known.get(code, {}), thesaurus.forms(code)
        words = sum(form in own or form in named for form in forms)
        stops = sum(analysis.is_stop(form, code) for form in forms)
        likely[code] = words + stops + (READERS if code == reader else 0.0)
    best = max(likely.values())
    first = {code for code in CODES if likely[code] == best} | ({reader} & set(CODES))
    return frozenset(first), tuple(sorted(CODES, key=lambda code: -likely[code]))


def _stops(by_language: dict[str, list[terms.Token]], code: str) -> Iterable[tuple[int, int]]:
    """The places of the words that are stop words of a language."""
    kept = {(token.start, token.end) for token in by_language[code]}
    for token in by_language[terms.OTHER]:
        if (token.start, token.end) not in kept:
            yield token.start, token.end


def _widened(
    thesaurus: expanding.Thesaurus,
    words: dict[tuple[int, int], Word],
    readings: Mapping[str, Sequence[terms.Token]],
    every: Sequence[terms.Token],
) -> dict[tuple[int, int], Word]:
    """The words with other words for the same: each as the first language understands it that
    has a name for it, alone or together with its neighbours, small words (in `every`) too."""
    close: dict[Place, dict[Phrase, None]] = defaultdict(dict)
    named_places: set[Place] = set()
    for places, found in _named(thesaurus, readings, every):
        for place in places:
            close[place].update(dict.fromkeys(found.phrases))
        if found.is_place:
            named_places.update(places)
    return {
        place: replace(
            word,
            close=tuple(each for each in close.get(place, ()) if each not in word.exact),
            place=place in named_places,
        )
        for place, word in words.items()
    }


def _named(
    thesaurus: expanding.Thesaurus,
    readings: Mapping[str, Sequence[terms.Token]],
    every: Sequence[terms.Token],
) -> Iterator[tuple[list[Place], expanding.Found]]:
    """What a question names, with the places of the words that do."""
    taken: set[Place] = set()
    for code, tokens in readings.items():
        heard: set[Place] = set()
        for found in thesaurus.heard(expanding.pieces_of(every, tokens), code):
            places = [(token.start, token.end) for token in every[found.start : found.end]]
            heard.update(places)
            yield [place for place in places if place not in taken], found
        taken |= heard
        all_places = [(token.start, token.end) for token in tokens]
        used = {index for index, place in enumerate(all_places) if place in taken}
        for found in thesaurus.expand(tokens, used):
            places = all_places[found.start : found.end]
            taken.update(places)
            yield places, found


def concepts_named(state: State, text: str, language: str) -> list[tuple[list[Place], int]]:
    """The numbers in `expanding.thesaurus` of the concepts that a question names, each with the
    places of the words that name it, in the order of the question."""
    text = cleaned(text)
    spoken = languages_of(state, text, language)[1]
    readings = {code: terms.tokens(text, code) for code in spoken}
    named: dict[int, set[Place]] = defaultdict(set)
    for places, found in _named(
        expanding.thesaurus(state), readings, terms.tokens(text, terms.OTHER)
    ):
        for number in found.numbers if places else ():
            named[number].update(places)
    return sorted((sorted(places), number) for number, places in named.items())


def _weakened(
    words: dict[tuple[int, int], Word], likely: Mapping[str, Sequence[terms.Token]]
) -> dict[tuple[int, int], Word]:
    """The words with those marked that say little, unless all do: fillers of the languages that
    the question is likely in, and Chinese characters of which one belongs to a known name. Where
    a name of a concept is, nothing is weak."""
    weak = {
        (token.start, token.end)
        for code, tokens in likely.items()
        for token in tokens
        if terms.is_weak(token.term, code)
    }
    named = {
        at
        for (start, end), word in words.items()
        if word.close and _is_chinese(word.text)
        for at in range(start, end)
    }
    weak |= {
        (start, end)
        for (start, end), word in words.items()
        if _is_chinese(word.text) and not named.isdisjoint(range(start, end))
    }
    weak = {place for place in weak if place in words and not words[place].close}
    if len(weak) == len(words):
        return words
    return {place: replace(word, weak=place in weak) for place, word in words.items()}


def _is_chinese(text: str) -> bool:
    return ord(text[0]) >= 0x3400


def _completed(state: State, word: Word, language: str) -> Word:
    """The word with the longer ones that begin so, unless it is one itself."""
    chinese = len(word.text) == 1 and _is_chinese(word.text)
    if (len(word.text) < UNFINISHED and not chinese) or any(
        word.text in some for some in frequencies.known(state).values()
    ):
        return word
    longer = frequencies.completions(state, word.text, language, COMPLETIONS)
    phrases = {(token.term,) for each in longer for token in terms.tokens(each.word, each.language)}
    return replace(word, open=tuple(sorted(phrases - set(word.exact))))


def last_word(typed: str) -> tuple[str, str]:
    head, _blank, last = typed.rpartition(" ")
    return (f"{head} " if head else ""), terms.fold(last)


def all_in(asked: Sequence[Word], present: set[str]) -> bool:
    return all(
        any(all(term in present for term in phrase) for phrase in word.phrases) for word in asked
    )
