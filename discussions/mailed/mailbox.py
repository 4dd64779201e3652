"""A mailbox that is looked into from time to time, by IMAP.

    HUB_REPLY_IMAP_URL=imaps://replies%40example.org:secret@imap.example.org/INBOX

What is unread is taken in, in its order, and marked as read only then: whoever is killed in between
takes in nothing twice (`taking_in`) and forgets nothing. `imap://` is for a server on the same
machine; it speaks TLS too where the server can.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from discussions.mailed import addresses, taking_in

logger = logging.getLogger("discussions.mailed")

# Seconds to wait for each answer of the server, and for all of a look.
PATIENCE = 20
A_LOOK = 60
# So many mails of one look, and so many bytes of the head of one that is too large to be read.
AT_ONCE = 50
HEAD = 50_000
# A mail that could not be taken in for so long, because of a fault of ours, is left.
TRIED_FOR = timedelta(days=2)
# Seconds for which a server is left alone that did not answer.
RESTING = 300
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

_rests_until = 0.0


def look() -> int:
    """Take in what is unread; how many mails. A server that does not answer is none's fault here:
    it is noted, and asked again after a while."""
    global _rests_until
    if not settings.HUB_REPLY_IMAP_URL or not addresses.is_on():
        return 0
    if time.monotonic() < _rests_until:
        return 0
    try:
        with _opened(settings.HUB_REPLY_IMAP_URL) as box:
            return _take_unread(box)
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        _rests_until = time.monotonic() + RESTING
        # Never the address, which holds the password.
        logger.warning("mailed.mailbox_unreachable error=%s", type(error).__name__)
        return 0


def _take_unread(box: imaplib.IMAP4) -> int:
    ends = time.monotonic() + A_LOOK
    _status, found = box.uid("SEARCH", "UNSEEN")
    count = 0
    for uid in (found[0] or b"").split()[:AT_ONCE]:
        if time.monotonic() > ends:
            break
        count += _take(box, uid.decode())
    return count


def _take(box: imaplib.IMAP4, uid: str) -> int:
    """One mail; 1 where it is dealt with, and marked as read."""
    _status, about = box.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)")
    facts = b" ".join(_lines(about))
    size = _SIZE.search(facts)
    if size is None:
        return 0
    received_at = _received(facts)
    is_cut = int(size[1]) > settings.HUB_REPLY_BYTES
    raw = _content(box, uid, f"BODY.PEEK[HEADER]<0.{HEAD}>" if is_cut else "BODY.PEEK[]")
    if raw is None:
        return 0
    try:
        taking_in.take_in(raw, received_at=received_at, is_cut=is_cut)
    except Exception:
        # Ours to repair; meanwhile it must not keep those behind it waiting.
        logger.exception("mailed.not_taken uid=%s", uid)
        if received_at > timezone.now() - TRIED_FOR:
            return 0
    box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
    return 1


def _content(box: imaplib.IMAP4, uid: str, what: str) -> bytes | None:
    _status, answer = box.uid("FETCH", uid, f"({what})")
    found = [each[1] for each in answer if isinstance(each, tuple)]
    return found[0] if found else None


def _lines(answer: Any) -> Iterator[bytes]:
    for each in answer or ():
        yield from each if isinstance(each, tuple) else (each or b"",)


def _received(facts: bytes) -> datetime:
    """When the server took the mail: its own word, and never later than now."""
    now = timezone.now()
    told = imaplib.Internaldate2tuple(facts)
    if told is None:
        return now
    try:
        return min(datetime.fromtimestamp(time.mktime(told), UTC), now)
    except (OverflowError, ValueError, OSError):
        return now


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    box: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        box = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=PATIENCE)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
    try:
        if parts.scheme != "imaps" and "STARTTLS" in box.capabilities:
            box.starttls(ssl.create_default_context())
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        name = unquote(parts.path.strip("/")) or "INBOX"
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        status, _count = box.select(f'"{quoted}"')
        if status != "OK":
            raise imaplib.IMAP4.error("no such mailbox")
        yield box
    finally:
        try:
            box.logout()
        except (OSError, imaplib.IMAP4.error):
            # The line is gone already; there is nothing left to end.
            box.shutdown()
