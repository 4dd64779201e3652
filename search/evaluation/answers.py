"""Asking an engine the judged queries as a visitor would, and summing up what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from search.engine import Hit, Request, SearchEngine
from search.evaluation import metrics
from search.evaluation.queries import Query


@dataclass(frozen=True)
class Answer:
    """The keys of what was found for a query, in the order a visitor sees: matches first, then
    what stands below the line."""

    query: Query
    found: Sequence[str]

    @property
    def grades(self) -> list[int]:
        return [self.query.judgements.get(key, 0) for key in self.found]

    @property
    def ndcg(self) -> float:
        return metrics.ndcg(self.grades, self.query.judgements.values())

    @property
    def reciprocal_rank(self) -> float:
        return metrics.reciprocal_rank(self.grades)

    @property
    def success(self) -> float:
        return metrics.success(self.grades)

    @property
    def missed(self) -> list[tuple[str, int]]:
        """What is relevant and was not found, the best first, with their grades."""
        return sorted(
            (
                (key, grade)
                for key, grade in self.query.judgements.items()
                if grade >= metrics.RELEVANT and key not in self.found
            ),
            key=lambda judged: (-judged[1], judged[0]),
        )


@dataclass(frozen=True)
class Summary:
    """Means over queries; `no_result` is the share of them that nothing at all was found for."""

    queries: int
    ndcg: float
    mrr: float
    success: float
    no_result: float


def key_of(hit: Hit) -> str:
    """What judgements call a practice."""
    return hit.key


def ask(
    engine: SearchEngine,
    query: Query,
    *,
    kinds: tuple[str, ...] = ("practice",),
    name: Callable[[Hit], str] = key_of,
    meaning: bool = True,
) -> Answer:
    """name: what judgements call a hit."""
    request = Request(
        kinds=kinds, text=query.text, language=query.language, limit=metrics.DEPTH,
        meaning=meaning,
    )  # fmt: skip
    return Answer(query, [name(hit) for hit in engine.search(request).hits])


def summarise(answers: Iterable[Answer]) -> Summary:
    answers = list(answers)
    if not answers:
        raise ValueError("no answers")
    return Summary(
        queries=len(answers),
        ndcg=fmean(answer.ndcg for answer in answers),
        mrr=fmean(answer.reciprocal_rank for answer in answers),
        success=fmean(answer.success for answer in answers),
        no_result=fmean(not answer.found for answer in answers),
    )


def by(
    group: Callable[[Query], str], order: Sequence[str], answers: Sequence[Answer]
) -> dict[str, Summary]:
    """A summary of each group that has answers."""
    return {
        name: summarise(answer for answer in answers if group(answer.query) == name)
        for name in order
        if any(group(answer.query) == name for answer in answers)
    }
