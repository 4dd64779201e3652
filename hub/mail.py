"""Mail of a trial run: shown where the server runs, and kept as files."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as Console
from django.core.mail.backends.filebased import EmailBackend as Files


class ConsoleAndFiles(BaseEmailBackend):
    """Prints each mail and writes it under `EMAIL_FILE_PATH`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        Files().send_messages(email_messages)
        return Console().send_messages(email_messages) or 0
