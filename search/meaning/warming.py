"""Reading what questions need before the first one comes, while nobody waits for it."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from search.meaning.encoders import encoder

logger = logging.getLogger("search.meaning")

# Seconds after the start of a process: first it answers requests.
AFTER = 5.0


def soon() -> None:
    """Read the encoder and the sentences that are kept, a little later and beside everything."""
    if encoder() is None:
        return
    timer = threading.Timer(AFTER, warm)
    timer.daemon = True
    timer.start()


def warm() -> None:
    """Read them now. Where the database is away, the first question does it."""
    used = encoder()
    if used is None:
        return
    used.encode(["warm"])
    from search.engines.embedded.memory import State
    from search.meaning.matrix import matrix

    try:
        state = State.read()
        for name, stamp in state.meaning.items():
            matrix(state.kinds[name][0], stamp, used.name, used.dimensions)
    except DatabaseError as error:
        logger.warning("search.cold error=%s", type(error).__name__)
    finally:
        connection.close()
