"""The thread that writes down what a process has counted, so that no request has to."""

from __future__ import annotations

import atexit
import logging
import threading
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger("search.queries")

_lock = threading.Lock()
_thread: threading.Thread | None = None
_ending = threading.Event()


def start() -> None:
    """Begin to write every so often, unless this process does already, or never shall."""
    global _thread
    if _thread is not None or not settings.HUB_SEARCH_LOG_SECONDS:
        return
    with _lock:
        if _thread is None:
            _thread = threading.Thread(target=_run, name="search-queries", daemon=True)
            _thread.start()
            atexit.register(_end)


def flush() -> int:
    """Write what was counted; how many searches. What could not be written waits for the next
    time; only a process that is killed loses what it has."""
    from search.queries import keeping, noting

    counts = noting.taken()
    if not counts:
        return 0
    try:
        return keeping.write(counts)
    except DatabaseError:
        logger.warning("search.queries.unwritten count=%s", len(counts), exc_info=True)
        noting.put_back(counts)
        return 0


def _run() -> None:
    while not _ending.wait(settings.HUB_SEARCH_LOG_SECONDS):
        try:
            flush()
        except Exception:
            # The thread goes on, whatever was wrong with these.
            logger.exception("search.queries.lost")
        finally:
            connection.close()


def _end() -> None:
    _ending.set()
    with suppress(Exception):
        flush()
