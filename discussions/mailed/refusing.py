"""The mail that goes back to who wrote one: why it is no post, with what they wrote, or that their
files were left behind."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from discussions.models import Post
from discussions.telling import called
from hub import languages, letters
from hub.models import User
from hub.notifications import mails

logger = logging.getLogger("discussions.mailed")

# Why a mail became no post, by what is stored. The rules of posting say it in their own words.
WORDS = {
    "sender": _(
        "It came from another address than those of your account. Send your reply from an address "
        "of your account, or write on the site."
    ),
    "lapsed": _("The address that you replied to takes replies for some weeks only."),
    "empty": _("We found no words of yours in it. Write above what you reply to."),
    "too-long": _("It is too long for one post."),
    "too-large": _("It is too large. Send the words alone, without files."),
    "too-many": _("You sent many replies within an hour. Wait a while before you send another."),
    "not-allowed": _("The topic is not there for you any more."),
    "refused": "",
}


def send(person: User, refused: str, said: Sequence[str], words: str) -> None:
    """To the address of the account, whichever the mail came from."""
    reasons = list(said) or [str(WORDS.get(refused, ""))]
    _send(person, {"reasons": [each for each in reasons if each], "words": words})


def send_without_files(person: User, post: Post) -> None:
    """That it is taken in, and its files are not."""
    language = languages.get(person.language)
    with translation.override(language.path):
        topic = called.topics([post.topic_id], language.code)[post.topic_id]
        url = mails.address(reverse("discussions:post", args=[post.pk]))
    _send(person, {"topic": topic.question, "url": url, "words": ""})


def _send(person: User, context: dict[str, Any]) -> None:
    try:
        letters.send(
            "discussions/mail/taken_in.html",
            to=person.email,
            language=person.language,
            context={**context, "secretariat_email": settings.HUB_SECRETARIAT_EMAIL},
            headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
        )
    except OSError:
        # The post stands or does not; a mail server that is away changes nothing of it.
        logger.exception("mailed.not_answered user=%s", person.pk)
