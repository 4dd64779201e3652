"""The test suite: as production where it matters, fast where it does not."""

from __future__ import annotations

from config.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only-" * 6
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HUB_BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = HUB_BASE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
# A session that a test makes has nothing to show; the tests about that set it.
HUB_CONFIRM_WITHIN = None
# A thread that serves requests would keep its line to the copy of a test before.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# A cluster answers only those tests that ask for it.
ELASTICSEARCH_URLS = []
# What was searched for is written when a test says so.
HUB_SEARCH_LOG_SECONDS = 0
# What sentences mean is read where a test says so, mostly by an encoder of its own.
HUB_SEARCH_SEMANTIC = False
