"""The hub that the browser tests drive: as a trial run, with mails kept as files."""

from __future__ import annotations

from config.settings.dev import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
HUB_TRIAL_PEOPLE = True
# Tests look at what they made themselves.
HUB_TRIAL_EXAMPLES = False
# Who signed in for the first test is still good for the last one.
HUB_CONFIRM_WITHIN = 24 * 3600
