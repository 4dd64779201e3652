"""What holds in every run. `dev`, `production` and `test` build on it."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment
from config.environment import BASE_DIR, VAR
from config.settings.logs import LOGGING as LOGGING
from hub.languages import LANGUAGES as HUB_LANGUAGES

DEBUG = False
SECRET_KEY = environment.SECRET_KEY
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = environment.HOSTS
HUB_VAR = VAR
for _folder in (VAR, environment.STATIC):
    _folder.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    # Floors, the upper one first, so that its templates win over those below it.
    "search",
    "discussions",
    "practices",
    "hub",
    # Editorial pages and the admin.
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "hub.wagtail_users.WagtailUsers",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # Signing in.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # Background jobs.
    "django_tasks",
    "django_tasks_db",
    # Showing.
    "csp",
    "django_htmx",
    # Django.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    # Headers that every answer carries, files and refusals too.
    "hub.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "config.csp.ContentSecurityPolicy",
    "hub.middleware.RefuseBadRequests",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.middleware.SpellingOfLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.staff_door.StaffDoor",
    "hub.middleware.AnswerReusedKeys",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "hub.context_processors.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hub.templatetags.hub_slots",
            ],
        },
    }
]

# Data

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "hub.sqlite3",
    "OPTIONS": {
        # Readers do not wait for the writer; a writer takes its lock at BEGIN, so that it waits
        # for its turn instead of failing half way; a commit is on the disk when it is answered.
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
            "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    },
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.env.db_url_config(environment.DATABASE_URL)
    if environment.DATABASE_URL
    else SQLITE
}
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DATABASES["default"].setdefault("CONN_MAX_AGE", 60 if environment.DATABASE_URL else None)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People

AUTH_USER_MODEL = "hub.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "hub.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "hub.forms.accounts.SignInForm",
    "signup": "hub.forms.accounts.SignUpForm",
    "confirm_login_code": "hub.forms.accounts.SignInCodeForm",
    "add_email": "hub.forms.accounts.NewAddressForm",
    "confirm_email_verification_code": "hub.forms.accounts.NewAddressCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
# How long a sign-in may wait for its code; shorter, it would end before the code does.
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
# Digits are on every keyboard, of six languages too; with five attempts eight of them are enough.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
# One address for each account: a confirmed new one takes the place of the old, which is told.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

MFA_ADAPTER = "hub.second_factor.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The code before and after the present one count too: clocks of phones differ.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "hub.forms.second_factor.SecondStepForm",
    "reauthenticate": "hub.forms.second_factor.ConfirmByCodeForm",
    "authenticate_webauthn": "hub.forms.second_factor.SecondStepByPasskeyForm",
    "reauthenticate_webauthn": "hub.forms.second_factor.ConfirmByPasskeyForm",
    "login_webauthn": "hub.forms.second_factor.SignInByPasskeyForm",
    "activate_totp": "hub.forms.second_factor.AddAppForm",
    "add_webauthn": "hub.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "hub.forms.second_factor.NamePasskeyForm",
}
# Whoever has a role of the hub, or administers it, does nothing here without a second factor.
HUB_STAFF_SECOND_FACTOR = environment.STAFF_SECOND_FACTOR == "true"
# How long after showing that one is oneself rights and factors are changed without showing it
# again, in seconds; None never asks.
HUB_CONFIRM_WITHIN: int | None = 15 * 60

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [(language.path, language.name) for language in HUB_LANGUAGES]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "hub.formats"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "hub_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

# Files

STATIC_URL = "/static/"
STATIC_ROOT = environment.STATIC
# A trial run serves the files where they stand; production collects them first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# What people send with their texts, see `hub.files`; nothing serves this folder by itself.
HUB_FILES_ROOT = MEDIA_ROOT / "files"
HUB_FILE_BYTES = 25 * 1024 * 1024
# Of one request; more than a file, so that one that is too large can be told so in its form.
HUB_REQUEST_BYTES = 60_000_000
HUB_PICTURE_PIXELS = 40_000_000
# Of one person: files on their way at the same time, and bytes in a day.
HUB_UPLOADS_AT_ONCE = 5
HUB_UPLOAD_BYTES_A_DAY = 500_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Wagtail

WAGTAIL_SITE_NAME = "GCM Hub"
WAGTAILADMIN_BASE_URL = environment.BASE_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Nothing in the admin calls another machine.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILSEARCH_BACKENDS = {
    # The hub finds with its own engine; Wagtail's index serves the admin's choosers of pages.
    "default": {"BACKEND": "wagtail.search.backends.database"},
}
# Who may see a page is a matter of people and groups, never of a password that is passed on.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
TAGGIT_CASE_INSENSITIVE = True

# Security

SESSION_ENGINE = "hub.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hub.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# The admin is made of inline styles and scripts; it is the only path with this policy.
ADMIN_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'self'; frame-src 'self'; object-src 'none'"
)

# The hub

HUB_NAME = _("GCM Hub")
HUB_BASE_URL = environment.BASE_URL
HUB_OFFICIAL = environment.OFFICIAL
HUB_SECRETARIAT_EMAIL = environment.SECRETARIAT_EMAIL
DEFAULT_FROM_EMAIL = environment.MAIL_FROM
# Where a trial run keeps the mails that it prints.
EMAIL_FILE_PATH = VAR / "mail"
SERVER_EMAIL = environment.MAIL_FROM
# Seconds. A mail server that does not answer holds up nobody for longer.
EMAIL_TIMEOUT = 30
HUB_TRUST_PROXY = environment.TRUST_PROXY
# Pages for readers without a session are kept in the process, up to this many bytes.
HUB_PAGE_CACHE_BYTES = 64_000_000
# The parameters of lists; an address with any other, or with a query in words, is not kept.
HUB_LIST_PARAMETERS = (
    "objective", "level", "country", "region", "principle", "sdg", "type", "language", "theme",
    "organisation", "organisation_kind", "evidence", "provenance", "year", "order", "page",
)  # fmt: skip
HUB_CACHED_PARAMETERS = frozenset({*HUB_LIST_PARAMETERS, "text"})
# How many working days the secretariat gives itself to answer a request to join.
HUB_JOINING_ANSWER_DAYS = 10
HUB_INVITATION_DAYS = 30
# Screening: working days within which a submitter is promised an answer, and days that a reviewer
# has to answer an offer before it goes back to the queue.
HUB_SCREENING_DAYS = 30
HUB_ASSIGNMENT_DAYS = 14
# The hour of the day in UTC at which daily and weekly mails begin to go out, and the day of the
# week of the weekly ones; 0 is Monday.
HUB_DIGEST_HOUR = 6
HUB_DIGEST_WEEKDAY = 0
# How long the answers of a practice should be, in English words; and how many words a language
# needs for one of these (in Chinese: characters). Beyond the tolerance, in per cent, an answer
# is too long to be submitted.
HUB_WORD_BUDGETS = {
    "title": 15, "summary": 150, "challenge": 300, "activities": 500, "results": 400,
    "lessons": 300, "replication": 250, "innovation": 250,
}  # fmt: skip
HUB_WORD_FACTORS = {"ar": 0.9, "es": 1.2, "fr": 1.2, "ja": 2.2, "ru": 0.9, "th": 4, "zh": 1.7}
HUB_WORD_TOLERANCE = 20
# A class that translates by machine (`practices.translating.providers`); none by default.
HUB_TRANSLATION_PROVIDER = environment.TRANSLATION_PROVIDER
# Terms of one's own beside the vocabulary's (`practices.translating.glossary`).
HUB_GLOSSARY_FILE = environment.GLOSSARY_FILE

# A search cluster (search.engines.elasticsearch); without one, the embedded engine answers.
ELASTICSEARCH_URLS = environment.ELASTICSEARCH_URL
ELASTICSEARCH_PREFIX = environment.ELASTICSEARCH_PREFIX
HUB_SEARCH_SEMANTIC = environment.SEARCH_SEMANTIC
# What is searched for (`search.queries`): days for which it is kept, 0 for not at all; how often
# something is asked for until its words are written down; seconds between two writings.
HUB_SEARCH_LOG_DAYS = 90
HUB_SEARCH_LOG_TIMES = 3
HUB_SEARCH_LOG_SECONDS = 60

# Discussions. Redis carries the word that something happened from one process to the others; the
# database carries what it was, so that nothing depends on it.
HUB_REDIS_URL = environment.REDIS_URL
# Processes that answer requests.
HUB_WEB_WORKERS = environment.WEB_WORKERS
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # Without a limit of its own, redis-py gives up a silent line after five seconds.
        "CONFIG": {"hosts": [{"address": environment.REDIS_URL, "socket_timeout": None}]},
    }
    if environment.REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
# Sockets that one process keeps: of one person, of visitors at one address, and of all. A page that
# is refused one asks on a timer instead.
HUB_SOCKETS_PER_PERSON = 20
HUB_SOCKETS_PER_ADDRESS = 200
HUB_SOCKETS = 10_000
# Replies by mail (`discussions.mailed`): where they arrive, with a star for the token, and how they
# come in from there: by a hook that shares a secret, or from a mailbox. Off without them.
HUB_REPLY_ADDRESS = environment.REPLY_ADDRESS
HUB_REPLY_SECRET = environment.REPLY_SECRET
HUB_REPLY_IMAP_URL = environment.REPLY_IMAP_URL
# Days for which an address takes replies, the largest mail that is read, in bytes, and how many
# a person may send in an hour.
HUB_REPLY_DAYS = 60
HUB_REPLY_BYTES = 10_000_000
HUB_REPLIES_AN_HOUR = 20
# Hours in which an author may edit a post.
HUB_POST_EDIT_HOURS = 24
# Days in which contributors may say that an outcome misquotes them.
HUB_MISQUOTATION_DAYS = 14
# Somebody's posts that lead off the hub or name people wait for a moderator until this many of
# theirs can be read.
HUB_POSTS_BEFORE_TRUST = 3
# How many posts are taken: within how many seconds, how many.
HUB_POST_LIMITS = {
    "person": {60: 6, 3_600: 60, 86_400: 200},
    "organisation": {60: 20, 3_600: 200, 86_400: 1_000},
}
# Minutes in which nobody says the same twice in a topic.
HUB_SAME_POST_MINUTES = 10
# Reports that one person may send in a day.
HUB_REPORTS_A_DAY = 20
