"""`manage.py search_check`: does the index say what the rows say?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from hub.indexing import kinds, source
from search import indexing
from search.engines.embedded import checking, frequencies

SHOWN = 20


class Command(BaseCommand):
    help = "Compare the index with the rows; exit code 1 where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="read what differs again")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for kind in kinds():
            total = source(kind).indexable().count()
            with tqdm(total=total, desc=kind, disable=options["verbosity"] == 0) as bar:
                different = indexing.difference(kind, bar.update)
            for name in ("missing", "stale", "orphaned"):
                ids = getattr(different, name)
                if ids:
                    shown = ", ".join(map(str, ids[:SHOWN])) + (" …" if len(ids) > SHOWN else "")
                    self.stdout.write(f"{kind}: {len(ids)} {name}: {shown}")
            if different.ids and options["repair"]:
                indexing.follow(kind, different.ids)
                self.stdout.write(f"{kind}: {len(different.ids)} repaired")
            wrong += len(different.ids)
            if not different.ids:
                self.stdout.write(f"{kind}: {total} in step")
        damage = checking.damage()
        if damage:
            sets = ", ".join(damage.miscounted) or "none"
            self.stdout.write(
                f"Objects without words: {len(damage.wordless)}; "
                f"words without a text: {len(damage.stray)}; kinds with wrong sets: {sets}"
            )
        if options["repair"]:
            checking.mend(damage)
            for kind, object_id in damage.wordless:
                indexing.follow(kind, [object_id])
            frequencies.refresh()
        elif wrong or damage:
            sys.exit(1)
