"""What mail hands to the floor below."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Warning

from discussions.mailed import tasks
from hub import schedule

LONGEST_TOKEN = 46
LOCAL_PART = 64


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    checks.register(is_set_up_rightly, checks.Tags.compatibility)
    schedule.every(
        "discussions.mailed_forgetting",
        minutes=tasks.FORGETTING_EVERY,
        enqueue=tasks.forget_old.enqueue,
    )
    if settings.HUB_REPLY_IMAP_URL:
        schedule.every(
            "discussions.mailbox",
            minutes=tasks.LOOKING_EVERY,
            enqueue=tasks.look_into_mailbox.enqueue,
        )


def is_set_up_rightly(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """The settings of replies by mail, which are all of them off or belong together."""
    address, url = settings.HUB_REPLY_ADDRESS, settings.HUB_REPLY_IMAP_URL
    found: list[CheckMessage] = []
    if not address and not url and not settings.HUB_REPLY_SECRET:
        return found
    local, at, domain = address.partition("@")
    if not at or not domain or local.count("*") != 1 or "*" in domain:
        found.append(
            Error(
                "HUB_REPLY_ADDRESS is no address with one star before the @.",
                hint="Such as reply+*@hub.example.org; the star stands for what is signed.",
                id="discussions.E001",
            )
        )
    elif len(local) - 1 + LONGEST_TOKEN > LOCAL_PART:
        found.append(
            Error(
                "HUB_REPLY_ADDRESS is too long before the @.",
                hint=f"Mail systems take {LOCAL_PART} characters there, and {LONGEST_TOKEN} of "
                "them are signed.",
                id="discussions.E002",
            )
        )
    if not url and not settings.HUB_REPLY_SECRET:
        found.append(
            Warning(
                "Replies by mail have an address, but no way in.",
                hint="Set HUB_REPLY_SECRET for a hook, or HUB_REPLY_IMAP_URL for a mailbox.",
                id="discussions.W001",
            )
        )
    if settings.HUB_REPLY_SECRET and len(settings.HUB_REPLY_SECRET) < 20:
        found.append(
            Error(
                "HUB_REPLY_SECRET is short enough to be guessed.",
                hint="Take 20 characters or more, such as of `openssl rand -hex 32`.",
                id="discussions.E003",
            )
        )
    if url and urlsplit(url).scheme not in ("imap", "imaps"):
        found.append(
            Error(
                "HUB_REPLY_IMAP_URL is no address of a mailbox.",
                hint="Such as imaps://name:password@imap.example.org/INBOX.",
                id="discussions.E004",
            )
        )
    return found
