"""A site that others reach. Refuses to start without what it needs."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import environment

if len(environment.SECRET_KEY) < 50:
    raise ImproperlyConfigured("HUB_SECRET_KEY must be set, to 50 characters or more.")
if not environment.HOSTS:
    raise ImproperlyConfigured("HUB_HOSTS must name the host names of the site.")
if not environment.BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("HUB_BASE_URL must be the site's https:// address.")

if environment.MAIL_URL:
    _mail = environment.env.email_url_config(environment.MAIL_URL)
    globals().update(_mail)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
CSRF_TRUSTED_ORIGINS = [environment.BASE_URL]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
HUB_STAFF_SECOND_FACTOR = environment.STAFF_SECOND_FACTOR != "false"
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if environment.TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
