"""`manage.py search_rebuild`: read every object again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from hub.indexing import kinds, source
from search import indexing
from search.engines.embedded import frequencies
from search.registry import engine


class Command(BaseCommand):
    help = "Read every object that may be found into the index again, while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=kinds(), action="append", help="only this kind")
        parser.add_argument(
            "--from-nothing", action="store_true",
            help="empty the index first; until it is full again, searches find less",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if options["from_nothing"]:
            engine("embedded").clear()
        for kind in options["kind"] or kinds():
            total = source(kind).indexable().count()
            with tqdm(total=total, desc=kind, disable=options["verbosity"] == 0) as bar:
                count = indexing.rebuild(kind, bar.update)
            if options["verbosity"]:
                self.stdout.write(f"{kind}: {count} indexed")
        frequencies.refresh()
