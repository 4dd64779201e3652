"""The one place where the environment is read. `.env.example` describes each variable.

A file `.env` beside `manage.py` is read first; what stands in the environment wins over it.
"""

from __future__ import annotations

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# NumPy multiplies with as many threads as there are cores, which then wait for each other by
# spinning: of a question, which is small, a hundred times its own work on a busy machine. It has to
# be said before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

VAR: Path = Path(env.str("HUB_VAR", str(BASE_DIR / "var"))).resolve()
STATIC: Path = Path(env.str("HUB_STATIC", "") or VAR / "static").resolve()
SECRET_KEY: str = env.str("HUB_SECRET_KEY", "")
SECRET_KEY_FALLBACKS: list[str] = env.list("HUB_SECRET_KEY_FALLBACKS", default=[])
HOSTS: list[str] = env.list("HUB_HOSTS", default=[])
BASE_URL: str = env.str("HUB_BASE_URL", "").rstrip("/")
OFFICIAL: bool = env.bool("HUB_OFFICIAL", False)
SECRETARIAT_EMAIL: str = env.str("HUB_SECRETARIAT_EMAIL", "secretariat@example.org")
MAIL_FROM: str = env.str("HUB_MAIL_FROM", "GCM Hub <hub@example.org>")
MAIL_URL: str = env.str("HUB_MAIL_URL", "")
DATABASE_URL: str = env.str("DATABASE_URL", "")
REDIS_URL: str = env.str("REDIS_URL", "").strip()
ELASTICSEARCH_URL: list[str] = env.list("ELASTICSEARCH_URL", default=[])
ELASTICSEARCH_PREFIX: str = env.str("HUB_ELASTICSEARCH_PREFIX", "gcm-hub").strip()
SEARCH_SEMANTIC: bool = env.bool("HUB_SEARCH_SEMANTIC", True)
WEB_WORKERS: int = env.int("HUB_WEB_WORKERS", 1)
TRUST_PROXY: bool = env.bool("HUB_TRUST_PROXY", False)
DEBUG: bool = env.bool("HUB_DEBUG", False)
# "" leaves it to the settings: on in production, off in a trial run.
STAFF_SECOND_FACTOR: str = env.str("HUB_STAFF_SECOND_FACTOR", "").lower()
LOG_LEVEL: str = env.str("HUB_LOG_LEVEL", "INFO")
TRANSLATION_PROVIDER: str = env.str("HUB_TRANSLATION_PROVIDER", "").strip()
REPLY_ADDRESS: str = env.str("HUB_REPLY_ADDRESS", "").strip()
REPLY_SECRET: str = env.str("HUB_REPLY_SECRET", "").strip()
REPLY_IMAP_URL: str = env.str("HUB_REPLY_IMAP_URL", "").strip()
GLOSSARY_FILE: str = env.str("HUB_GLOSSARY_FILE", "").strip()
