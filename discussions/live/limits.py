"""How many sockets one process keeps, and how much a socket may say.

Who is signed in counts as a person, a visitor by address: many people can be behind one. Who says
to be signed in and has not been recognised yet counts by address too, apart from the visitors.
Beyond its limit a page asks on a timer instead.
"""

from __future__ import annotations

import ipaddress
import time
from collections import Counter

from django.conf import settings

from hub.asgi import Scope

# Messages that a page may send within as many seconds.
MESSAGES, SECONDS = 20, 10.0


def address_of(scope: Scope) -> str:
    """Where a socket comes from: an IPv4 address, or the first half of an IPv6 one, which is what
    one line has of them. "" where the server does not know."""
    client = scope.get("client")
    if not client:
        return ""
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return str(client[0])
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)


class Places:
    """The places for sockets in this process. Used on its loop alone."""

    def __init__(self) -> None:
        self._taken: Counter[str | int] = Counter()
        self._all = 0

    def take(self, of: str | int) -> bool:
        """One more place of a person, by key, or of an address; whether there was one."""
        limit = settings.HUB_SOCKETS_PER_PERSON if isinstance(of, int) else (
            settings.HUB_SOCKETS_PER_ADDRESS
        )  # fmt: skip
        if self._taken.get(of, 0) >= limit or self._all >= settings.HUB_SOCKETS:
            return False
        self._taken[of] += 1
        self._all += 1
        return True

    def give_back(self, of: str | int) -> None:
        self._all -= 1
        self._taken[of] -= 1
        if not self._taken[of]:
            del self._taken[of]


class Pace:
    """How often a page speaks."""

    __slots__ = ("count", "since")

    def __init__(self) -> None:
        self.count, self.since = 0, 0.0

    def is_kept(self) -> bool:
        """Called with each message: whether it is not one too many."""
        now = time.monotonic()
        if now - self.since > SECONDS:
            self.count, self.since = 0, now
        self.count += 1
        return self.count <= MESSAGES
