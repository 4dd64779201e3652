"""`manage.py search_evaluate`: how well search answers the judged queries (docs/evaluation.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub import languages, trial
from practices.models import Practice
from search.engine import Hit, Request, SearchEngine
from search.evaluation import queries, talk
from search.evaluation.answers import Answer, Summary, ask, by, summarise
from search.meaning import keeping
from search.registry import ENGINES, engine

# What is asked about, and the judged set of it.
SETS = {"practices": queries.JUDGED, "discussions": queries.DISCUSSIONS}
HEADING = "queries  nDCG@10     MRR  success@10  no result"
MISSED = 10


class Command(BaseCommand):
    help = "Ask the judged queries, and print how good the answers are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", default="", choices=["", *ENGINES])
        parser.add_argument("--kind", choices=queries.KINDS, help="only queries of this kind")
        parser.add_argument("--language", choices=languages.CODES, help="only in this language")
        parser.add_argument("--of", choices=SETS, default="practices", help="what is asked about")
        parser.add_argument(
            "--load", action="store_true",
            help="with --of discussions: first make those, in a database of this machine",
        )  # fmt: skip
        parser.add_argument(
            "--queries", metavar="FILE", type=Path, help="another judged set, JSON Lines"
        )
        parser.add_argument(
            "--without-vectors", action="store_true", help="words alone, not what sentences mean"
        )
        parser.add_argument("--verbose", action="store_true", help="each query with its hits")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--at-least", metavar="0.70", type=float,
            help="exit code 1 where nDCG@10 over all is below this",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        asked = [
            query
            for query in self._read(options["queries"] or SETS[options["of"]])
            if options["kind"] in (None, query.kind)
            and options["language"] in (None, query.language)
        ]
        if not asked:
            raise CommandError("No query is of that kind in that language.")
        answering = engine(options["engine"])
        if options["of"] == "discussions":
            about = _discussions(answering, load=options["load"])
        else:
            about = {}
            _require_practices(asked, answering)
        meaning = not options["without_vectors"]
        if meaning and (waiting := keeping.count_stale()):
            raise CommandError(
                f"The sentences of {waiting} texts are not read yet: first `manage.py "
                "search_rebuild`, or --without-vectors."
            )
        answers = [ask(answering, query, meaning=meaning, **about) for query in asked]
        overall = summarise(answers)
        if options["json"]:
            self._print_json(overall, answers)
        else:
            if options["verbose"]:
                self._print_answers(answers)
            self._print_table(overall, answers)
        bar = options["at_least"]
        if bar is not None and overall.ndcg < bar:
            raise CommandError(f"nDCG@10 is {overall.ndcg:.4f}, below {bar}.")

    def _read(self, path: Path) -> list[queries.Query]:
        try:
            return queries.read(path)
        except (OSError, queries.BadQuery, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error

    def _print_table(self, overall: Summary, answers: Sequence[Answer]) -> None:
        self.stdout.write(f"{'':16}{HEADING}")
        self.stdout.write(_row("all", overall))
        for groups in (_by_kind(answers), _by_language(answers)):
            self.stdout.write("")
            for name, summary in groups.items():
                self.stdout.write(_row(name, summary))

    def _print_answers(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            self.stdout.write(f"{answer.query.id}  {answer.ndcg:.2f}  {answer.query.text}")
            for place, (key, grade) in enumerate(zip(answer.found, answer.grades, strict=True), 1):
                self.stdout.write(f"{place:6}  {grade}  {key}")
            for key, grade in answer.missed[:MISSED]:
                self.stdout.write(f"missed  {grade}  {key}")
            if len(answer.missed) > MISSED:
                self.stdout.write(f"missed     and {len(answer.missed) - MISSED} more")
            self.stdout.write("")

    def _print_json(self, overall: Summary, answers: Sequence[Answer]) -> None:
        printed = {
            "all": asdict(overall),
            "kinds": {name: asdict(summary) for name, summary in _by_kind(answers).items()},
            "languages": {name: asdict(summary) for name, summary in _by_language(answers).items()},
            "queries": [
                {
                    "id": answer.query.id,
                    "text": answer.query.text,
                    "ndcg": answer.ndcg,
                    "hits": [
                        {"source": key, "grade": grade}
                        for key, grade in zip(answer.found, answer.grades, strict=True)
                    ],
                    "missed": [{"source": key, "grade": grade} for key, grade in answer.missed],
                }
                for answer in answers
            ],
        }
        self.stdout.write(json.dumps(printed, ensure_ascii=False))


def _require_practices(asked: Sequence[queries.Query], answering: SearchEngine) -> None:
    judged = {key for query in asked for key in query.judgements}
    there = Practice.objects.published().filter(import_id__in=judged).count()
    if there < len(judged):
        raise CommandError(
            f"{len(judged) - there} of {len(judged)} judged practices are not here: first "
            "`manage.py import_practices practices/data/practices.jsonl`, then "
            "`manage.py search_rebuild`."
        )
    if answering.search(Request(limit=0)).total < len(judged):
        raise CommandError("The practices are not in the index: first `manage.py search_rebuild`.")


def _discussions(answering: SearchEngine, *, load: bool) -> dict[str, Any]:
    """How they are asked for."""
    if load:
        if not trial.is_local(settings.DATABASES["default"]):
            raise CommandError("They are made in a database of this machine only.")
        talk.load()
        call_command("search_rebuild", verbosity=0)
    names = talk.names()
    if len(names) < len(talk.languages_of()):
        raise CommandError("The discussions are not here: first --load.")
    if answering.search(Request(kinds=talk.KINDS, limit=0)).total < len(names):
        raise CommandError(
            "The discussions are not in the index: first `manage.py search_rebuild`."
        )

    def name(hit: Hit) -> str:
        return names.get((hit.kind, hit.object_id), f"{hit.kind} {hit.object_id}")

    return {"kinds": talk.KINDS, "name": name}


def _by_kind(answers: Sequence[Answer]) -> dict[str, Summary]:
    return by(lambda query: query.kind, queries.KINDS, answers)


def _by_language(answers: Sequence[Answer]) -> dict[str, Summary]:
    return by(lambda query: query.language, languages.CODES, answers)


def _row(name: str, summary: Summary) -> str:
    return (
        f"{name:16}{summary.queries:7}{summary.ndcg:9.3f}{summary.mrr:8.3f}"
        f"{summary.success:12.3f}{summary.no_result:11.3f}"
    )
