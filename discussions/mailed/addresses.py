"""The signed address that takes one person's replies to one post, for a while.

`HUB_REPLY_ADDRESS` says where replies arrive: `reply+*@hub.example.org`, with a star where the
token goes. Without it, or without a way in (a secret for the hook or an IMAP mailbox), replies by
mail are off: no mail asks for one, and none is taken.

A token holds who, in which topic, to which post and until when, and a signature. It is in letters
and digits of one case, since mail systems change case as they like, and fits into the 64 characters
that a local part may have.
"""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from discussions.models import Post
from hub.models import User

SALT = "discussions.reply"
DAY = 24 * 60 * 60
# Bytes of the signature: nobody tries 2^80 mails.
SIGNED = 10
_TOKEN = re.compile(r"[a-z2-7]{20,60}")


@dataclass(frozen=True)
class Answered:
    """What a token stands for: the keys of a person, a topic and a post; `lapsed` where its time
    is over."""

    user: int
    topic: int
    post: int
    lapsed: bool


def is_on() -> bool:
    """Whether replies by mail are taken."""
    return "*" in settings.HUB_REPLY_ADDRESS and bool(
        settings.HUB_REPLY_SECRET or settings.HUB_REPLY_IMAP_URL
    )


def reply_address(person: User, post: Post) -> str:
    """Where a person's reply to a post goes; "" where replies by mail are not taken."""
    if not is_on():
        return ""
    return str(settings.HUB_REPLY_ADDRESS).replace("*", token(person.pk, post.topic_id, post.pk))


def token(user: int, topic: int, post: int) -> str:
    until = int(time.time()) // DAY + settings.HUB_REPLY_DAYS
    facts = b"".join(map(_number, (user, topic, post, until)))
    return base64.b32encode(facts + _signature(facts)).decode().rstrip("=").lower()


def answered(address: str) -> Answered | None:
    """What an address that mail was sent to stands for; None for one that was not made here."""
    before, _star, after = str(settings.HUB_REPLY_ADDRESS).lower().partition("*")
    address = address.strip().lower()
    if not address.startswith(before) or not address.endswith(after):
        return None
    return read(address[len(before) : len(address) - len(after)])


def read(sent: str) -> Answered | None:
    """As `answered`, by the token alone."""
    if not _TOKEN.fullmatch(sent):
        return None
    try:
        raw = base64.b32decode(sent.upper() + "=" * (-len(sent) % 8))
        facts, signature = raw[:-SIGNED], raw[-SIGNED:]
        user, topic, post, until = _numbers(facts)
    except ValueError:
        return None
    if not any(
        constant_time_compare(signature, _signature(facts, secret))
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ):
        return None
    return Answered(user, topic, post, lapsed=until < int(time.time()) // DAY)


def _signature(facts: bytes, secret: str | None = None) -> bytes:
    return salted_hmac(SALT, facts, secret=secret, algorithm="sha256").digest()[:SIGNED]


def _number(value: int) -> bytes:
    """Seven bits to a byte, the lowest first, the high bit where more follow."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _numbers(facts: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in facts:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            found.append(value)
            value = shift = 0
    if shift:
        raise ValueError("cut off in the middle of a number")
    return found
