"""`manage.py setup`: bring the database to where this version needs it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub import setup


class Command(BaseCommand):
    help = "Migrate, load the editorial pages and the practices, and build the index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also when nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        done = setup.run_steps(self.stdout.write, again=options["again"])
        if not done and options["verbosity"] > 1:
            self.stdout.write("Nothing to set up.")
