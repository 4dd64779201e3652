"""The hub that the browser tests drive: as a trial run, with mails kept as files."""

from __future__ import annotations

from config.settings.dev import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
HUB_TRIAL_PEOPLE = True
