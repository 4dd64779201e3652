"""`manage.py search_rebuild`: read every object again, for the embedded index and the cluster's."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from hub.indexing import kinds, source
from search import indexing, rebuilding
from search.engines.elasticsearch.connection import is_configured
from search.engines.embedded import frequencies
from search.meaning import keeping
from search.outbox import draining, noting
from search.registry import ENGINES, engine


class Command(BaseCommand):
    help = (
        "Read every object that may be found into the index again, while the site runs; where a "
        "cluster is set, into new indexes of it, which are searched once they are complete."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=kinds(), action="append", help="only this kind")
        parser.add_argument("--engine", choices=ENGINES, help="only the index of this engine")
        parser.add_argument(
            "--from-nothing", action="store_true",
            help="empty the index first; until it is full again, searches find less",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["kind"] or kinds()
        if options["engine"] == "elasticsearch" and not is_configured():
            raise CommandError("No cluster is set: ELASTICSEARCH_URL is empty.")
        if options["engine"] != "elasticsearch":
            self._embedded(wanted, options)
        if options["engine"] != "embedded" and is_configured():
            self._cluster(wanted, options)

    def _embedded(self, wanted: list[str], options: dict[str, Any]) -> None:
        if options["from_nothing"]:
            engine("embedded").clear()
        for kind in wanted:
            total = source(kind).indexable().count()
            with tqdm(total=total, desc=kind, disable=options["verbosity"] == 0) as bar:
                count = indexing.rebuild(
                    kind, bar.update, tells_cluster=bool(options["kind"])
                )  # fmt: skip
            if options["verbosity"]:
                self.stdout.write(f"{kind}: {count} indexed")
        frequencies.refresh()
        with tqdm(
            total=keeping.count_stale(), desc="sentences", disable=options["verbosity"] == 0
        ) as bar:
            keeping.catch_up(bar.update)

    def _cluster(self, wanted: list[str], options: dict[str, Any]) -> None:
        """All kinds are built together; some kinds alone are sent again into what is there."""
        if options["kind"]:
            if options["engine"] == "elasticsearch":
                for kind in wanted:
                    noting.note_again(kind)
            # Else reading them again noted them.
            drained = draining.drain(at_once=True)
            if drained.why:
                raise CommandError(f"The cluster takes nothing: {drained.why}.")
            return
        total = sum(source(kind).indexable().count() for kind in wanted)
        try:
            with tqdm(total=total, desc="cluster", disable=options["verbosity"] == 0) as bar:
                count = rebuilding.rebuild(bar.update)
        except rebuilding.NotRebuilt as error:
            raise CommandError(
                f"The cluster's indexes were not built; what was searched still is: {error}"
            ) from error
        if options["verbosity"]:
            self.stdout.write(f"cluster: {count} indexed")
