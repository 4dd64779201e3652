"""Sessions that nobody signed in to by hand, for tests and for measuring."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings


def session_of(who: Any) -> str:
    """The key of a new session of a person."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(who.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = who.get_session_auth_hash()
    store.create()
    return str(store.session_key)
