"""Slips of the finger, put right with the words of public texts and of the field's concepts.

Only a word that finds nothing is doubted, or one that only other languages know, hardly ever, and
that is one slip away from a common word of the reader's. What it is replaced with costs least: few
slips, rather none in the first letter, rather one that sounds the same, rather a word of a language
that the rest is in, rather a frequent one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.engines.embedded import characters, expanding, frequencies, question, sounds, terms
from search.engines.embedded.characters import Change
from search.engines.embedded.memory import Remembered, State
from search.engines.embedded.question import Word

# So many words of a question are put right.
MOST = 12
# A word is never doubted that is shorter; from so many letters on, that many slips are thought of.
SHORTEST = 4
SLIPS = ((13, 3), (9, 2), (SHORTEST, 1))
# One slip more is thought of where both sound the same.
SOUNDS = 6
# What it costs that the first letter differs, and that the word is of a language that nothing else
# is in; what it saves that both sound the same, and with each doubling of its frequency, at most.
FIRST_LETTER, OTHER_LANGUAGE, FREQUENT, MOST_FREQUENT = 0.7, 0.6, 0.1, 0.9
# The same consonants save this, the same vowels too that.
SAME_CONSONANTS, SAME_SOUND = 0.4, 0.3
# In how many texts a word of another language must be.
KNOWN_ELSEWHERE = 2
# A question of more words than these can do without one: it is replaced only with a word that so
# many texts have.
FEW, OFTEN = 3, 2
# A word of concepts alone is as frequent as this.
NAMED = 0.5
# The parts of words that were run together are as long and as frequent as this.
PART, PART_FREQUENCY = 4, 1
SPLIT = 1.1
# Rare, and common enough to be meant instead.
RARE, COMMON, LONG = 2, 6, 6


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, with their frequency."""

    language: str
    words: Mapping[str, float]
    choices: Sequence[str]


# By the stamps of what they are made of.
_lexicons: Remembered[tuple[Lexicon, ...]] = Remembered(2)


def forget() -> None:
    """Drop everything; for measuring."""
    _lexicons.clear()


def corrected(
    state: State, text: str, language: str, asked: Sequence[Word], unknown: Sequence[Word]
) -> str:
    """The text with what seems misspelt replaced, or "" where nothing is."""
    text = question.cleaned(text)
    speller = _speller(state, text, language, asked, unknown)
    changes = characters.changes(state, text, unknown)
    done: set[str] = set()
    # Each costs a look at all words.
    looked_at = set(unknown[:MOST])
    for index, word in enumerate(asked):
        if word.text in done or characters.is_character(word.text[0]):
            continue
        if word.weak or word.close or speller.is_named(word):
            continue
        if word in looked_at:
            change = speller.joined(text, asked, index) or speller.mended(word)
        elif word not in unknown:
            change = speller.doubted(word)
        else:
            break
        if change is not None:
            done.update(each.text for each in asked if change.start <= each.start < change.end)
            changes.append(change)
    better = _written(text, changes, expanding.thesaurus(state))
    return better if terms.fold(better) != terms.fold(text.strip()) else ""


def _speller(
    state: State, text: str, language: str, asked: Sequence[Word], unknown: Sequence[Word]
) -> _Speller:
    lexicons = _lexicons.get((state.words, state.synonyms), lambda: _read(state))
    spoken = question.languages_of(state, text, language)[0]
    sure = any(
        word.text in lexicon.words
        for word in asked
        if word not in unknown
        for lexicon in lexicons
        if lexicon.language in spoken
    )
    return _Speller(lexicons, expanding.thesaurus(state), spoken, sure, len(asked) > FEW)


def _read(state: State) -> tuple[Lexicon, ...]:
    found, thesaurus = [], expanding.thesaurus(state)
    for language, counted in frequencies.known(state).items():
        words: dict[str, float] = dict.fromkeys(thesaurus.forms(language), NAMED)
        words.update(counted)
        choices = [word for word in words if not characters.is_character(word[0])]
        found.append(Lexicon(language, words, choices))
    return tuple(found)


@dataclass(frozen=True)
class _Speller:
    """What one question is read with.

    spoken: the languages it is likely in. sure: whether a word of it says so; then no other
    language is thought of. many: whether it has so many words that it can do without one.
    """

    lexicons: Sequence[Lexicon]
    thesaurus: expanding.Thesaurus
    spoken: frozenset[str]
    sure: bool
    many: bool

    def is_named(self, word: Word) -> bool:
        """Whether a name of a concept has the word, in whichever form."""
        return any(
            word.text in self.thesaurus.forms(code)
            or any(
                term in self.thesaurus.terms_of(code) for phrase in word.exact for term in phrase
            )
            for code in self.spoken
        )

    def mended(self, word: Word) -> Change | None:
        """The word that costs least, or the two that were run together."""
        slips = next((slips for letters, slips in SLIPS if len(word.text) >= letters), 0)
        if not slips or word.text.isdigit():
            return None
        options = [
            (cost, -lexicon.words[choice], choice, lexicon.language)
            for lexicon in self.lexicons
            if lexicon.language in self.spoken or not self.sure
            for choice, cost in self.near(lexicon, word.text, slips)
        ]
        cheapest = min(options, default=None)
        if cheapest is None or cheapest[0] > SPLIT:
            parts = self.split(word.text)
            if parts:
                return Change(word.start, word.end, *parts)
        return Change(word.start, word.end, *cheapest[2:]) if cheapest else None

    def near(self, lexicon: Lexicon, typed: str, slips: int) -> Iterator[tuple[str, float]]:
        """Words that so many slips make of what was typed, and what each costs."""
        sound = sounds.sound(typed)
        cutoff = slips + (len(typed) >= SOUNDS)
        for choice, slipped, _index in process.extract(
            typed, lexicon.choices, scorer=OSA.distance, score_cutoff=cutoff, limit=None
        ):
            first = choice[0] == typed[0] or choice[:2] == typed[1::-1]
            other = sounds.sound(choice)
            same = other == sound
            if self.possible(lexicon, choice) and (
                same or (slipped <= slips and self.likely(lexicon, typed, choice, slipped, first))
            ):
                cost = slipped - min(FREQUENT * log2(1 + lexicon.words[choice]), MOST_FREQUENT)
                cost += FIRST_LETTER * (not first) - SAME_SOUND * same
                cost -= SAME_CONSONANTS * (sounds.consonants(other) == sounds.consonants(sound))
                cost += OTHER_LANGUAGE * (lexicon.language not in self.spoken)
                yield choice, cost

    def possible(self, lexicon: Lexicon, choice: str) -> bool:
        if len(choice) < SHORTEST - 1 or choice.isdigit():
            return False
        return lexicon.language in self.spoken or lexicon.words[choice] >= KNOWN_ELSEWHERE

    def likely(self, lexicon: Lexicon, typed: str, choice: str, slipped: int, first: bool) -> bool:
        """Whether a word is likely to be meant that does not sound the same. Nearly every short
        Arabic word is one slip from another."""
        if self.many and lexicon.words[choice] < OFTEN:
            return False
        if len(typed) >= LONG:
            return first or slipped == 1
        return first and not (self.many and lexicon.language == "ar")

    def split(self, typed: str) -> tuple[str, str] | None:
        """Two known words of one language, with a blank between them, and the language."""
        best: tuple[bool, float, str, str] | None = None
        for lexicon in self.lexicons:
            for at in range(PART, len(typed) - PART + 1):
                frequency = min(lexicon.words.get(typed[:at], 0), lexicon.words.get(typed[at:], 0))
                if frequency >= PART_FREQUENCY:
                    option = (
                        lexicon.language in self.spoken, frequency, f"{typed[:at]} {typed[at:]}",
                        lexicon.language,
                    )  # fmt: skip
                    best = max(best or option, option)
        return best[2:] if best else None

    def joined(self, text: str, asked: Sequence[Word], index: int) -> Change | None:
        """The known word that two neighbours are parts of."""
        for first in (index, index - 1):
            if first < 0 or first + 1 >= len(asked):
                continue
            one, other = asked[first], asked[first + 1]
            if text[one.end : other.start].strip(" -‐‑"):
                continue
            whole = one.text + other.text
            for lexicon in self.lexicons:
                if len(whole) >= LONG and lexicon.words.get(whole, 0) >= 1:
                    return Change(one.start, other.end, whole, lexicon.language)
        return None

    def doubted(self, word: Word) -> Change | None:
        """A common word of the reader's, one slip from one that hardly any text has."""
        if len(word.text) < LONG or word.close or word.open:
            return None
        known = {lexicon.language: lexicon.words.get(word.text, 0) for lexicon in self.lexicons}
        if any(known.get(code, 0) for code in self.spoken) or not 0 < sum(known.values()) <= RARE:
            return None
        options = [
            (cost, choice, lexicon.language)
            for lexicon in self.lexicons
            if lexicon.language in self.spoken
            for choice, cost in self.near(lexicon, word.text, 1)
            if lexicon.words[choice] >= COMMON
            and choice[0] == word.text[0]
            and not _same_term(choice, word.text, lexicon.language)
        ]
        return Change(word.start, word.end, *min(options)[1:]) if options else None


def _same_term(one: str, other: str, language: str) -> bool:
    return terms.terms_in(one, language) == terms.terms_in(other, language)


def _written(text: str, changes: Sequence[Change], thesaurus: expanding.Thesaurus) -> str:
    """The text with the changes, each word as texts write it."""
    shown = frequencies.shown(
        [(part, each.language) for each in changes for part in each.word.split()]
    )
    parts, at = [], 0
    for each in sorted(changes, key=lambda change: change.start):
        if each.start < at:
            continue
        words = " ".join(
            shown.get((part, each.language))
            or thesaurus.forms(each.language).get(part, part).lower()
            for part in each.word.split()
        )
        parts += [text[at : each.start], words]
        at = each.end
    return "".join([*parts, text[at:]]).strip() if changes else ""
