"""`manage.py search QUERY`: what a visitor finds, to look into ranking and to evaluate it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub import languages
from hub.indexing import kinds
from search.engine import Hit, Request, Result, SearchEngine
from search.models import SearchObject
from search.registry import ENGINES, engine


class Command(BaseCommand):
    help = (
        "Search as a visitor does. With --queries, answer JSON Lines of "
        '{"id", "text", "language"} with JSON Lines of {"id", "hits": [{"source", "score"}]}.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", nargs="?", help="the words to search for")
        parser.add_argument("--queries", metavar="FILE", help="JSON Lines; - is standard input")
        parser.add_argument("--language", default=languages.DEFAULT, help="of the interface")
        parser.add_argument("--kind", default="practice")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--engine", default="", choices=["", *ENGINES])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["query"] is None) == (options["queries"] is None):
            raise CommandError("Give either a query or --queries FILE.")
        if options["kind"] not in kinds():
            raise CommandError(
                f"There is no kind {options['kind']}; there is {', '.join(kinds())}."
            )
        if options["limit"] < 0:
            raise CommandError("--limit is a number from 0 on.")
        self.options = options
        self.engine: SearchEngine = engine(options["engine"])
        if options["queries"] is not None:
            self._answer_queries(options["queries"])
        elif options["json"]:
            self._print_json(options["query"])
        else:
            self._print(options["query"])

    def _search(self, text: str, language: str) -> Result:
        found = languages.find(language)
        if found is None:
            raise CommandError(f"{language} is none of {', '.join(languages.CODES)}.")
        return self.engine.search(
            Request(
                kinds=(self.options["kind"],), text=text, language=found.code,
                limit=self.options["limit"],
            )
        )  # fmt: skip

    def _answer_queries(self, path: str) -> None:
        if path == "-":
            self._answer_lines(sys.stdin)
            return
        try:
            with Path(path).open(encoding="utf-8") as lines:
                self._answer_lines(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error

    def _answer_lines(self, lines: TextIO) -> None:
        for name, text, language in _read(lines, self.options["language"]):
            hits = [
                {"source": _source(hit), "score": round(hit.score, 6)}
                for hit in self._search(text, language).hits
            ]
            self.stdout.write(json.dumps({"id": name, "hits": hits}, ensure_ascii=False))

    def _print_json(self, query: str) -> None:
        result = self._search(query, self.options["language"])
        answer = {
            "query": query,
            "corrected": result.corrected,
            "total": result.total,
            "below_total": result.below_total,
            "any_word": result.any_word,
            "took_ms": round(result.took, 2),
            "hits": [
                {
                    "source": _source(hit), "kind": hit.kind, "object": hit.object_id,
                    "score": round(hit.score, 6), "language": hit.language, "below": hit.below,
                }
                for hit in result.hits
            ],
        }  # fmt: skip
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _print(self, query: str) -> None:
        result = self._search(query, self.options["language"])
        if result.corrected:
            self.stdout.write(f"Searched for: {result.corrected}")
        any_word = ", any of the words" if result.any_word else ""
        self.stdout.write(
            f"{result.total} found{any_word}, {result.below_total} below the line, "
            f"{result.took:.1f} ms"
        )
        titles = dict(
            SearchObject.objects.filter(
                kind__name=self.options["kind"],
                object_id__in=[hit.object_id for hit in result.hits],
            ).values_list("object_id", "entries__title")
        )
        for place, hit in enumerate(result.hits, 1):
            mark = "-" if hit.below else " "
            title = titles.get(hit.object_id, "")
            self.stdout.write(f"{place:3}{mark}{hit.score:8.3f}  {_source(hit)}  {title}")


def _source(hit: Hit) -> str:
    return hit.key or f"{hit.kind}:{hit.object_id}"


def _read(lines: TextIO, language: str) -> Iterator[tuple[Any, str, str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield row["id"], str(row["text"]), str(row.get("language") or language)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"line {number} is no query: {error!r}") from error
