"""`manage.py messages`: read the strings out of the code and the templates into the catalogues.

Done with Babel, so that no tool outside the lock is needed.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub import catalogues, languages


class Command(BaseCommand):
    help = "Bring the catalogues in step with the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="say what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        template = catalogues.extract()
        for language in languages.LANGUAGES:
            if language.code == languages.DEFAULT:
                continue
            catalogue = catalogues.read(language)
            if not options["check"]:
                catalogue.update(template, no_fuzzy_matching=True)
                catalogue.obsolete.clear()
                catalogues.write(language, catalogue)
            wanting = catalogues.wanting(template, catalogue)
            self.stdout.write(f"{language.locale}: {len(wanting)} of {len(template)} missing")
