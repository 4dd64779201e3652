"""Mails as people's programs send them, and a mailbox on a server that speaks a little IMAP."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from django.utils import timezone

from discussions.mailed import addresses
from discussions.models import Post
from hub.models import User


def reply(
    by: User, to: Post, words: str = "My answer.", *, html: str = "", **headers: str
) -> EmailMessage:
    """A reply to the mail about a post; `headers` with `_` for `-`, "" leaves one out."""
    made = EmailMessage()
    headers = {
        "From": f"{by.name} <{by.email}>",
        "To": addresses.reply_address(by, to),
        "Message-ID": make_msgid(domain="mail.example.org"),
        "Subject": "Re: news",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in headers.items():
        if value:
            made[name] = value
    if words:
        made.set_content(words)
    if html and words:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


class _Speaker(socketserver.StreamRequestHandler):
    """One line of a client: as much IMAP4rev1 as looking for unread mail takes."""

    server: Any

    def handle(self) -> None:
        self.say("* OK here")
        while line := self.rfile.readline().decode().strip():
            tag, _blank, command = line.partition(" ")
            if not self.answer(command):
                self.say(f"{tag} NO")
            else:
                self.say(f"{tag} OK done")
            if command == "LOGOUT":
                return

    def answer(self, command: str) -> bool:
        box: dict[int, bytes] = self.server.box
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN "):
            return command == 'LOGIN replies@example.org "pass word"'
        elif command.startswith("SELECT "):
            self.say(f"* {len(box)} EXISTS")
        elif command == "UID SEARCH UNSEEN":
            unread = sorted(set(box) - self.server.seen)
            self.say(" ".join(["* SEARCH", *map(str, unread)]))
        elif found := re.fullmatch(r"UID FETCH (\d+) \(RFC822.SIZE INTERNALDATE\)", command):
            uid = int(found[1])
            self.say(
                f"* 1 FETCH (UID {uid} RFC822.SIZE {len(box[uid])}"
                f' INTERNALDATE "{self.server.received}")'
            )
        elif found := re.fullmatch(
            r"UID FETCH (\d+) \(BODY.PEEK\[(HEADER)?\](?:<0.\d+>)?\)", command
        ):
            raw = box[int(found[1])]
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if found[2] else raw
            self.say(f"* 1 FETCH (UID {found[1]} BODY[] {{{len(raw)}}}")
            self.wfile.write(raw)
            self.say(")")
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS.SILENT \(\\Seen\)", command):
            self.server.seen.add(int(found[1]))
        elif command == "LOGOUT":
            self.say("* BYE")
        else:
            return False
        return True

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails: list[bytes], received: str) -> None:
        super().__init__(("127.0.0.1", 0), _Speaker)
        self.box = dict(enumerate(mails, start=1))
        self.seen: set[int] = set()
        self.received = received

    @property
    def url(self) -> str:
        return f"imap://replies%40example.org:pass%20word@127.0.0.1:{self.server_address[1]}/INBOX"


@contextmanager
def mailbox(*mails: EmailMessage) -> Iterator[_Server]:
    """A mailbox with these mails, all unread and received two hours ago."""
    received = (timezone.now() - timedelta(hours=2)).strftime("%d-%b-%Y %H:%M:%S +0000")
    raw = [each.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for each in mails]
    with _Server(raw, received) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
