"""What somebody who types may mean: names of the field, the ends of words, titles. Public only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser

from hub import indexing, languages, vocabulary
from search import analysis
from search.concepts import is_asked_only, is_heard_only
from search.engine import Suggestion
from search.engines.embedded import expanding, frequencies, memory, question, ranking, terms
from search.engines.embedded.memory import Remembered, State
from search.models import SearchEntry

SHORTEST = 2
# Characters that are read, and titles that are looked at.
LONGEST = 100
TITLES = 120
EACH = 3
_NAMED = ("objective", "country", "region", "level", "principle", "sdg")


# What is asked for titles: the state, what was typed, the reader's language, how many of a kind.
Titles = Callable[[State, str, str, int], Iterable[Suggestion]]


def suggest(
    state: State, text: str, language: str, limit: int, titles: Titles | None = None
) -> list[Suggestion]:
    """Completions, names of the field first, then words, then titles, from this index unless
    something else is asked for them. Raises `Changed`."""
    typed = terms.clean(text)[:LONGEST].lstrip()
    folded = terms.fold(typed).strip()
    if len(folded) < SHORTEST:
        return []
    found: dict[str, Suggestion] = {}
    for one in (
        *_names(folded, language),
        *_phrases(state, folded, language),
        *_completions(state, typed, language),
        *(titles or _titles)(state, typed, language, limit),
    ):
        found.setdefault(terms.fold(one.text), one)
    found.pop(folded, None)
    return list(found.values())[:limit]


def _names(folded: str, language: str) -> Iterator[Suggestion]:
    """Names of objectives, countries and the like that begin so, or have a word that does."""
    begins, has = [], []
    for spoken in dict.fromkeys((language, *languages.CODES)):
        for name, plain in _all_names(spoken):
            if plain.startswith(folded):
                begins.append(Suggestion(name, language=spoken))
            elif len(folded) > SHORTEST and f" {folded}" in plain:
                has.append(Suggestion(name, language=spoken))
        if begins or has:
            break
    yield from (begins + has)[:EACH]


@lru_cache(maxsize=16)
def _all_names(language: str) -> tuple[tuple[str, str], ...]:
    """The names of the vocabulary in a language, as shown and folded."""
    named = []
    for facet in _NAMED:
        values = vocabulary.set_named(facet)
        for key in values.keys:
            name = values.label(key, language)
            named.append((name, terms.fold(name)))
    return tuple(named)


def _phrases(state: State, folded: str, language: str) -> Iterator[Suggestion]:
    """What concepts are called in the reader's language, where texts in it have the words."""
    known = frequencies.known(state).get(language, {})
    all_phrases = _all_phrases.get(
        (state.synonyms, language), lambda: _read_phrases(state, language)
    )
    begins = [
        name
        for name, plain, forms in all_phrases
        if plain.startswith(folded) and all(form in known for form in forms)
    ]
    for name in sorted(begins, key=len)[:EACH]:
        yield Suggestion(name, language=language)


# The names of concepts in a language that are more than a word, as shown and folded, and their
# folded words.
Names = tuple[tuple[str, str, tuple[str, ...]], ...]
_all_phrases: Remembered[Names] = Remembered(16)


def _read_phrases(state: State, language: str) -> Names:
    found: dict[str, tuple[str, ...]] = {}
    for concept in expanding.thesaurus(state).concepts.all:
        for name in concept.get(language, ()):
            forms = tuple(token.form for token in terms.tokens(name, language))
            if len(forms) > 1 and not is_heard_only(name) and not is_asked_only(name):
                found[name] = forms
    return tuple((name, terms.fold(name), forms) for name, forms in found.items())


def _completions(state: State, typed: str, language: str) -> Iterator[Suggestion]:
    """What was typed with its last word completed, the most frequent first."""
    head, last = question.last_word(typed)
    if len(last) < SHORTEST or analysis.is_stop(last, language):
        return
    for word in frequencies.completions(state, last, language, EACH):
        yield Suggestion(f"{head}{word.shown}", language=word.language)


def _titles(state: State, typed: str, language: str, limit: int) -> Iterator[Suggestion]:
    """Public objects whose title has the words, the last of them perhaps unfinished."""
    asked = question.read(state, typed, language, widely=False)
    if not asked:
        return
    viewer = AnonymousUser()
    for one in memory.kinds(state, indexing.kinds()):
        found = ranking.postings(one, asked)
        public = memory.visible(one, viewer) & ~one.private & found.reached[-1]
        for word_set in found.sets:
            public &= word_set
        if not public:
            continue
        ranked = ranking.ranking(one, found, public, language, f"titles {hash(public)}")
        best = list(ranked.best[:TITLES])
        entries = SearchEntry.objects.filter(pk__in=best).values_list(
            "pk", "title", "language", "object__object_id"
        )
        rows = {pk: (title, spoken, object_id) for pk, title, spoken, object_id in entries}
        given = 0
        for pk in best:
            if pk not in rows or given >= limit:
                continue
            title, spoken, object_id = rows[pk]
            if question.all_in(asked, terms.terms_in(title, spoken)):
                given += 1
                yield Suggestion(title, one.name, object_id, spoken)
