"""From which pages a socket may be opened: from the hub's own.

A browser sends the cookies of the hub along with a socket that any page opens, and says in `Origin`
which page that was. It must be, to the letter, an origin of the hub.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from hub.asgi import Scope


def is_own(scope: Scope) -> bool:
    """Whether the page that opens the socket is the hub's: at its address, at one that the settings
    trust, or at the host that the socket itself is opened at. Without `Origin`: no."""
    sent = [value for name, value in scope["headers"] if name == b"origin"]
    if len(sent) != 1:
        return False
    origin = sent[0].decode("latin-1")
    return origin in _named() or origin == _of_host(scope)


def _named() -> set[str]:
    addresses = [settings.HUB_BASE_URL, *settings.CSRF_TRUSTED_ORIGINS]
    parts = [urlsplit(address) for address in addresses if "*" not in address]
    return {f"{part.scheme}://{part.netloc}".lower() for part in parts if part.netloc}


def _of_host(scope: Scope) -> str | None:
    """As a browser writes the origin of a page at the same host; None for a host that the hub is
    not served at."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return None
    host = hosts[0].decode("latin-1").lower()
    domain, port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return None
    scheme = "https" if scope.get("scheme") in ("wss", "https") else "http"
    usual = {"http": "80", "https": "443"}[scheme]
    return f"{scheme}://{host.removesuffix(':' + usual) if port == usual else host}"
