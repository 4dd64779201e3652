"""What is logged, and where to."""

from __future__ import annotations

from typing import Any

from config import environment

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        # The worker tells of every job that it begins and ends.
        "trouble": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        **{
            name: {"handlers": ["console"], "level": environment.LOG_LEVEL, "propagate": False}
            for name in ("hub", "practices", "discussions", "search")
        },
        **{
            name: {"handlers": ["trouble"], "level": "INFO", "propagate": False}
            for name in ("django_tasks", "django_tasks_db")
        },
        # `discussions.live.wire` says once what this says each second, with all its frames.
        "channels_redis": {"level": "CRITICAL"},
    },
}
