"""What somebody who types may mean. Names and words come from the database, titles from the
cluster; public only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Match, Nested, Query

from hub import indexing
from search.engine import Suggestion
from search.engines.elasticsearch import finding, matching, querying
from search.engines.elasticsearch.connection import read_alias
from search.engines.embedded import question, suggesting, terms
from search.engines.embedded.memory import State
from search.engines.embedded.question import Word

_PUBLIC = matching.seen_by([indexing.PUBLIC])
_SHOWN: list[Any] = ["kind", "object_id", "texts.language", "texts.*.title", "texts.title_terms"]
_TITLES = "texts.title_terms"
# The shortest text whose spelling is doubted, and how many other spellings are offered.
SHORTEST = 4
SPELLINGS = 3


def suggest(client: Elasticsearch, text: str, language: str, limit: int) -> list[Suggestion]:
    """Completions, names of the field first, then words, then titles; where there is none of
    them, how texts write what seems misspelt."""
    titles = _Titles(client)
    found = suggesting.suggest(State.read(), text, language, limit, titles)
    return found or titles.spelt(text, limit)


class _Titles:
    """Public objects by their titles."""

    def __init__(self, client: Elasticsearch) -> None:
        self.client = client

    def __call__(self, state: State, typed: str, language: str, limit: int) -> Iterator[Suggestion]:
        """Titles that have all the words, the last perhaps unfinished, then those that begin with
        what was typed."""
        asked = question.read(state, typed, language, widely=False)
        if not asked or limit < 1:
            return
        search = self._search().query(_titled(asked, language))
        search = search.extra(size=limit, track_total_hits=False).source(_SHOWN)
        search = search.suggest(
            "begun", typed, completion={"field": "completion", "size": limit}
        )  # fmt: skip
        answer = search.execute().to_dict()
        found: dict[tuple[str, int], Suggestion] = {}
        for hit in answer["hits"]["hits"]:
            _keep(found, hit["_source"], partial(_has_all, asked), language)
        for option in answer["suggest"]["begun"][0]["options"]:
            begins = partial(_begins, option["text"])
            _keep(found, option["_source"], begins, language)
        seen = {
            kind: finding.visible_ids(kind, {pk for k, pk in found if k == kind}, AnonymousUser())
            for kind in {kind for kind, _pk in found}
        }
        yield from (one for (kind, pk), one in found.items() if pk in seen[kind])

    def spelt(self, text: str, limit: int) -> list[Suggestion]:
        """What was typed as public texts would write it."""
        typed = terms.clean(text)[: suggesting.LONGEST].strip()
        if len(typed) < SHORTEST:
            return []
        search = self._search().extra(size=0).suggest(
            "phrase", typed,
            phrase={"field": "spoken", "size": SPELLINGS, "max_errors": 2, "confidence": 0.0},
        ).suggest("terms", typed, term={"field": "spoken", "size": 1})  # fmt: skip
        answer = search.execute().to_dict()["suggest"]
        phrases = [option["text"] for option in answer["phrase"][0]["options"]]
        spelt = dict.fromkeys([*phrases, _with_terms(typed, answer["terms"])])
        spelt.pop(terms.fold(typed), None)
        spelt.pop(typed.lower(), None)
        candidates = list(spelt)[: min(SPELLINGS, limit)]
        return [Suggestion(each) for each in candidates if self._is_said(each)]

    def _is_said(self, text: str) -> bool:
        """Whether a public text says it now: what was deleted is remembered for a while where
        spellings come from."""
        said = Match(spoken={"query": text, "operator": "and"})
        search = self._search().query(Bool(filter=[_PUBLIC, said]))
        answer = search.extra(size=0, terminate_after=1, track_total_hits=1).execute().to_dict()
        return bool(answer["hits"]["total"]["value"])

    def _search(self) -> Search:
        made: Search = Search(
            using=self.client, index=[read_alias(kind) for kind in indexing.kinds()]
        )
        return made


def _titled(asked: Sequence[Word], language: str) -> Query:
    """Public objects with a title that has all the words."""
    having = [matching.has(word.phrases, _TITLES) for word in asked]
    ways = [dict.fromkeys(word.phrases, 1.0) for word in asked]
    scored = [querying.word(some, 1.0) for some in ways if some]
    best = querying.best_text(scored, language)
    titled = Nested(path="texts", query=Bool(filter=having))
    return Bool(filter=[_PUBLIC, titled], must=[best])


def _keep(
    found: dict[tuple[str, int], Suggestion],
    source: Mapping[str, Any],
    is_meant: Callable[[Mapping[str, Any]], bool],
    language: str,
) -> None:
    """Keep the title that is meant, rather one in the reader's language."""
    texts = sorted(source.get("texts", ()), key=lambda text: text["language"] != language)
    key = (source["kind"], source["object_id"])
    for text in filter(is_meant, texts):
        found.setdefault(key, Suggestion(_title(text), *key, text["language"]))


def _begins(begun: str, text: Mapping[str, Any]) -> bool:
    return _title(text).strip().startswith(begun)


def _has_all(asked: Sequence[Word], text: Mapping[str, Any]) -> bool:
    return question.all_in(asked, set(text.get("title_terms", "").split()))


def _title(text: Mapping[str, Any]) -> str:
    said = next((each for each in text.values() if isinstance(each, dict)), {})
    return str(said.get("title", ""))


def _with_terms(typed: str, corrected: Sequence[Mapping[str, Any]]) -> str:
    """What was typed, each word that seems misspelt replaced."""
    parts, at = [], 0
    for word in corrected:
        start = word["offset"]
        better = word["options"][0]["text"] if word["options"] else word["text"]
        parts += [typed[at:start], better]
        at = start + word["length"]
    return "".join([*parts, typed[at:]]).lower()
