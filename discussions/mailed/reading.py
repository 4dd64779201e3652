"""A mail as it came in, read without trust: who sent it to whom, what it says, what it is.

Nothing here raises for what stands in a mail; what cannot be read is empty. Whether a sender is who
they say is for the mail system in front of the hub to decide (SPF, DKIM, DMARC): it is the one that
sees the connection.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses

from discussions.mailed import quoted
from hub import html_words

logger = logging.getLogger("discussions.mailed")

MOST_PARTS = 100
# Where a mail system notes for whom a mail was, as well as the headers that people see.
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_BULK = {"auto_reply", "bulk", "junk", "list"}
_NOBODY = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)(?:[+@].*|$)")
_CHARSETS = re.compile(
    r"utf-?(?:7|8|16|32)(?:-?[bl]e)?|(?:us-)?ascii|iso-?8859-\d+(?:-[ei])?|(?:windows|cp)-?\d+"
    r"|koi8-[rtu]|gb2312|gbk|gb18030|hz|big5\w*|euc-\w+|shift_jis|iso-2022-\w+"
)
# Larger alphabets of which a mail often names the smaller one.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "us-ascii": "utf-8"}
_QUOTING_CLASSES = {"gmail_quote", "gmail_extra", "moz-cite-prefix", "yahoo_quoted"}
_QUOTING_IDS = {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"}


@dataclass(frozen=True)
class Mail:
    """message_id: "" where it has none. senders: the addresses that it says it is from.
    is_automatic: that no person wrote it, or that it went to many. words: what its author wrote.
    files: how many were attached."""

    message_id: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    is_automatic: bool
    words: str
    files: int


def read(raw: bytes) -> Mail | None:
    """None for what is no mail at all."""
    # Each part within a part makes reading every line of it dearer.
    if raw.count(b"boundary") > MOST_PARTS:
        logger.warning("mailed.unreadable bytes=%s", len(raw))
        return None
    try:
        message = message_from_bytes(raw)
        parts = list(_parts(message))
        return Mail(
            message_id=_header(message, "Message-ID").strip()[:500],
            senders=_addresses(message, "From"),
            recipients=_addresses(message, *_RECIPIENTS),
            is_automatic=_is_automatic(message),
            words=_words(parts),
            files=sum(map(_is_attached, parts)),
        )
    except (MessageError, RecursionError, LookupError, TypeError, ValueError, AttributeError):
        # The parser of the standard library has its own ways to fail on what is made to break it.
        logger.warning("mailed.unreadable bytes=%s", len(raw), exc_info=True)
        return None


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _addresses(message: Message, *names: str) -> tuple[str, ...]:
    written = [str(value)[:5_000] for name in names for value in message.get_all(name, [])[:20]]
    found = (address.strip().lower() for _name, address in getaddresses(written))
    return tuple(dict.fromkeys(address for address in found if "@" in address))[:50]


def _is_automatic(message: Message) -> bool:
    senders = _addresses(message, "From", "Sender")
    return (
        _header(message, "Auto-Submitted").strip().lower().split(";")[0] not in ("", "no")
        or _header(message, "Precedence").strip().lower() in _BULK
        or "<>" in _header(message, "Return-Path")
        or any(
            message.get(name) is not None
            for name in ("X-Loop", "X-Autoreply", "X-Autorespond", "X-Failed-Recipients", "List-Id")
        )
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
        or any(_NOBODY.match(sender) for sender in senders)
    )


def _parts(message: Message) -> Iterator[Message]:
    """The leaves, in their order, without those of mails that are attached as such."""
    waiting = [message]
    for _number in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(reversed([each for each in payload if isinstance(each, Message)]))
        else:
            yield part


def _is_attached(part: Message) -> bool:
    if part.get_content_type().endswith("-signature"):
        return False
    return part.get_content_disposition() == "attachment" or (
        part.get_content_maintype() == "message"
    )


def _words(parts: list[Message]) -> str:
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = "\n\n".join(
        _unfolded(part) for part in shown if part.get_content_type() == "text/plain"
    )
    words = quoted.own_words(plain)
    if words:
        return words
    html = "\n".join(_text(part) for part in shown if part.get_content_type() == "text/html")
    # Once without what is marked as quoted; where that leaves nothing, with it.
    return quoted.own_words(html_words.paragraphs(html, _is_quotation)) or quoted.own_words(
        html_words.paragraphs(html)
    )


def _is_quotation(name: str, facts: Mapping[str, str]) -> bool:
    return (
        (name == "blockquote" and facts.get("type", "").lower() == "cite")
        or not _QUOTING_CLASSES.isdisjoint(facts.get("class", "").lower().split())
        or facts.get("id", "").lower() in _QUOTING_IDS
    )


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    named = str(part.get_content_charset("") or "").strip().lower()
    charset = _WIDER.get(named, named) if _CHARSETS.fullmatch(named) else "utf-8"
    try:
        text = payload.decode(charset, errors="replace")
    except LookupError:
        text = payload.decode("utf-8", errors="replace")
    return text.replace("\x00", "")


def _unfolded(part: Message) -> str:
    """Plain text; lines that were broken for the way are one again (RFC 3676)."""
    text = _text(part).replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    without_blank = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        # One blank stands before what would be taken for a quotation or a command.
        line = line[1:] if line.startswith(" ") else line
        if goes_on:
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if goes_on and without_blank:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
