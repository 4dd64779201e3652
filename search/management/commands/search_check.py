"""`manage.py search_check`: does the index say what the rows say?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from elasticsearch import ApiError, TransportError
from tqdm import tqdm

from hub.indexing import kinds, source
from search import indexing, rebuilding
from search.engines.elasticsearch.connection import is_configured
from search.engines.embedded import checking, frequencies
from search.outbox import comparing, draining, standing

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
            wrong += self._told(different, kind)
            if different.ids and options["repair"]:
                indexing.follow(kind, different.ids)
                self.stdout.write(f"{kind}: {len(different.ids)} repaired")
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
        wrong += self._cluster(options) if is_configured() else 0
        if (wrong or damage) and not options["repair"]:
            sys.exit(1)

    def _cluster(self, options: dict[str, Any]) -> int:
        """Say how the cluster stands; how many things are wrong."""
        if rebuilding.is_due():
            self.stdout.write(
                "cluster: its indexes are not those of this version: run search_rebuild"
            )
            return 1
        lag = standing.lag()
        self.stdout.write(f"cluster: {lag.rows} wait to be sent, {lag.parked} are parked")
        wrong = lag.parked
        try:
            for different in comparing.differences():
                wrong += self._told(different, f"cluster: {different.kind}")
                if different.ids and options["repair"]:
                    comparing.repair(different)
                    self.stdout.write(f"cluster: {different.kind}: {len(different.ids)} noted")
        except (ApiError, TransportError) as error:
            self.stdout.write(f"cluster: {error}")
            return wrong + 1
        if options["repair"]:
            draining.drain(at_once=True)
        return wrong

    def _told(self, different: indexing.Difference, name: str) -> int:
        for sort in ("missing", "stale", "orphaned"):
            ids = getattr(different, sort)
            if ids:
                shown = ", ".join(map(str, ids[:SHOWN])) + (" …" if len(ids) > SHOWN else "")
                self.stdout.write(f"{name}: {len(ids)} {sort}: {shown}")
        return len(different.ids)
