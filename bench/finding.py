"""What the search engine costs, without any page around it; and FTS5 alone beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice, pairwise

from django.db import connection

from bench.timing import Figure, cpu, one
from practices.models import PracticeText
from search.engine import Request, Result
from search.engines import embedded
from search.engines.embedded import memory, terms
from search.engines.embedded.memory import State
from search.filters import FACETS
from search.registry import engine

ALL = tuple(FACETS)
# A word is neither rare nor everywhere when this share of all practices has it.
LEAST, MOST = 0.01, 0.10
PAIRS = 8
TWO_FILTERS = {"objective": ("7",), "level": ("national",)}


def search(request: Request) -> Result:
    return engine().search(request)


def pairs() -> list[str]:
    """Questions of two words, each of which so many practices have, from rare to common."""
    whole = search(Request(limit=0)).total
    counts: Counter[str] = Counter()
    texts = PracticeText.objects.filter(language="en", pk__lte=2_000)
    for summary in texts.values_list("summary", flat=True):
        counts.update({word for word in summary.lower().split() if word.isalpha()})
    shares = {}
    for word, _count in counts.most_common(400):
        share = search(Request(text=f"{word} ", limit=0, correct=False)).total / whole
        if len(word) > 3 and LEAST <= share <= MOST:
            shares[word] = share
    ordered = sorted(shares, key=lambda word: shares[word])
    neighbours = [f"{first} {second} " for first, second in pairwise(ordered)]
    step = max(1, (len(neighbours) - 1) // (PAIRS - 1))
    return neighbours[::-step][:PAIRS][::-1]


def _saved(questions: Sequence[str]) -> list[Request]:
    """As many different requests as a thousand people may have saved."""
    made = (
        Request(text=first + second, filters={"objective": (str(number),)})
        for number in range(1, 24)
        for first in questions
        for second in questions
    )
    return list(islice(made, 1_000))


def figures() -> Iterator[tuple[str, Figure]]:
    questions = pairs()
    ask = Request(limit=20, facets=ALL)
    forget = embedded.forget_queries

    def each(request: Request) -> partial[Result]:
        """Ask the questions in turn."""
        rest = cycle(questions)
        return partial(lambda: search(replace(request, text=next(rest))))

    rounds = 5 * len(questions)
    search(ask)
    yield (
        "two words, top 20",
        cpu(each(Request(limit=20)), rounds=rounds, before=forget),
    )
    yield "two words, FTS5 alone, top 20", cpu(_fts5_alone(questions), rounds=rounds)
    yield "two words, all facets, cold", cpu(each(ask), rounds=rounds, before=_as_published)
    yield (
        "two words, all facets, remembered",
        cpu(each(ask), rounds=rounds),
    )
    listed = replace(ask, order="newest")
    yield "list, all facets, cold", cpu(partial(search, listed), before=_as_published)
    yield "list, all facets, remembered", cpu(partial(search, listed))
    chosen = replace(listed, filters=TWO_FILTERS)
    yield "list, two filters, all facets", cpu(partial(search, chosen))
    saved = _saved(questions)
    new = [hit.object_id for hit in search(Request(order="newest", limit=5)).hits]
    yield (
        "a thousand saved searches, five new practices",
        cpu(partial(engine().matching, saved, "practice", new), rounds=3, before=forget),
    )
    begun = cycle([question.split()[1][:4] for question in questions])
    yield (
        "suggestions for four letters",
        cpu(lambda: engine().suggest(next(begun), "en"), before=forget),
    )
    yield "everything forgotten, two words", cpu(each(ask), rounds=5, before=embedded.forget)
    search(ask)
    yield "sets in memory", one(_megabytes(), "MB")


def _as_published() -> None:
    """As after a publication: nothing of the kind is remembered any more."""
    memory.forget()
    embedded.forget_queries()


def _fts5_alone(questions: Sequence[str]) -> partial[None]:
    """The same questions put to the same FTS5 table, by rank, without anything around it."""
    expressions = cycle(
        [
            " ".join(f'"{term.term}"' for term in terms.tokens(question, "en"))
            for question in questions
        ]
    )

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rank LIMIT 20",
                [next(expressions)],
            )
            cursor.fetchall()

    return partial(ask)


def _megabytes() -> float:
    """The bitmaps and arrays of all kinds, and their orders."""
    state = State.read()
    total = 0
    for one_kind in memory.kinds(state, state.kinds):
        sets = [stored for values in one_kind.facets.values() for stored in values.values()]
        sets += [one_kind.everything, one_kind.demoted, one_kind.private]
        total += sum(each.__sizeof__() for each in (*sets, *one_kind.orders.values()))
    return total / 1e6
