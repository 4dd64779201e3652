"""`make run`: a laptop without any server. Never for a site that others reach."""

from __future__ import annotations

from config.settings.base import *  # noqa: F403
from config.settings.base import environment

DEBUG = environment.DEBUG
SECRET_KEY = environment.SECRET_KEY or "development-only-" + "not-secret-" * 4
ALLOWED_HOSTS = environment.HOSTS or ["localhost", "127.0.0.1", "[::1]"]
HUB_BASE_URL = environment.BASE_URL or "http://127.0.0.1:8000"
HUB_BASE_URL_IS_WHERE_IT_LISTENS = not environment.BASE_URL
WAGTAILADMIN_BASE_URL = HUB_BASE_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
# People to try each role as; `serve` refuses them on anything but a local database.
HUB_TRIAL_PEOPLE = True
# Practices in every state of the screening, for them to look at.
HUB_TRIAL_EXAMPLES = True
# Mails are printed where the server runs and kept as files.
EMAIL_BACKEND = "hub.mail.ConsoleAndFiles"
