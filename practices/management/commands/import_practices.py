"""`manage.py import_practices FILE [--check]`: bring in practices from a file (JSON Lines)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hub.actions import system
from practices.actions import import_practices
from practices.actions.importing import compare, watched_by
from practices.import_fields import Problem
from practices.importing import Reading, read


class Command(BaseCommand):
    help = "Import practices from JSON Lines; docs/import-format.md describes the rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--check", action="store_true", help="only say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["verbosity"] == 0
        reading = self._read(options["file"])
        self._say("warning", reading.warnings)
        if reading.problems:
            self._say("error", reading.problems)
            rows = len({problem.line for problem in reading.problems})
            raise CommandError(
                f"{_count(len(reading.problems), 'problem')} in {_count(rows, 'row')}; "
                "nothing was imported."
            )
        comparison = compare(reading.practices)
        self._say("note", comparison.notes)
        new = sum(due.practice is None for due in comparison.due)
        if options["check"]:
            self._line(
                f"{_count(len(reading.practices), 'row')}, no errors: {new} new, "
                f"{len(comparison.due) - new} changed, {comparison.unchanged} unchanged."
            )
            return
        if comparison.due:
            # What changes nothing is no action: no receipt, no audit, no new generation.
            rows_due = [due.row for due in comparison.due]
            with self._bar(len(rows_due), "practices") as bar, watched_by(bar.update):
                import_practices(by=system, practices=rows_due)
        self._line(
            f"{new} added, {len(comparison.due) - new} changed, {comparison.unchanged} unchanged."
        )

    def _read(self, path: Path) -> Reading:
        try:
            with path.open("rb") as stream, self._bar(path.stat().st_size, "B") as bar:
                return read(stream, bar.update)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def _bar(self, total: int, unit: str) -> tqdm[Any]:
        what = "Checking" if unit == "B" else "Importing"
        return tqdm(
            total=total, desc=what, unit=unit, unit_scale=unit == "B", leave=False,
            disable=True if self.quiet else None,
        )  # fmt: skip

    def _say(self, kind: str, lines: Sequence[Problem]) -> None:
        for line in lines:
            if kind == "error" or not self.quiet:
                self.stderr.write(f"{kind}: {line}")

    def _line(self, text: str) -> None:
        if not self.quiet:
            self.stdout.write(text)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
