"""`manage.py forget_factors MAIL`: help somebody who has lost their passkeys, app and codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub import letters
from hub.actions import system
from hub.actions.security import forget_factors
from hub.models import User


class Command(BaseCommand):
    help = (
        "Remove all second factors of a person and sign them out everywhere. Make sure that it is "
        "they who ask: from then on their mail alone gets in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mail", help="the mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["mail"]).first()
        if person is None:
            raise CommandError("No account has this address.")
        answer = forget_factors(by=system, person=person)
        letters.send(
            "hub/mail/factors_forgotten.html",
            to=person.email,
            language=person.language,
            context={"secretariat_email": settings.HUB_SECRETARIAT_EMAIL},
        )
        if options["verbosity"]:
            self.stdout.write(f"{person}: {answer['removed']} removed.")
