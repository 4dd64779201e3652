"""As `make run`, without the limits that keep one person from writing thousands of posts."""

from __future__ import annotations

from config.settings.dev import *  # noqa: F403

HUB_POST_LIMITS = {
    "person": {60: 1_000_000, 3_600: 1_000_000},
    "organisation": {60: 1_000_000, 3_600: 1_000_000},
}
HUB_TRIAL_EXAMPLES = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
