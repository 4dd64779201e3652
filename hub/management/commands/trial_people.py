"""`manage.py trial_people`: somebody to sign in as, for each role, on a local database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub import trial


class Command(BaseCommand):
    help = "Make the people of a trial run where they are missing, and say who they are."

    def handle(self, *args: Any, **options: Any) -> None:
        if not trial.is_local(settings.DATABASES["default"]):
            raise CommandError(
                "The database is not on this machine: anybody could sign in as a trial person."
            )
        trial.make_people()
        if getattr(settings, "HUB_TRIAL_EXAMPLES", False):
            trial.make_examples()
        width = max(len(person.email) for person in trial.PEOPLE)
        self.stdout.write("People to try the hub as; there are no passwords:\n")
        for person in trial.PEOPLE:
            self.stdout.write(f"  {person.email:<{width}}  {person.does}")
