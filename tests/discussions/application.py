"""What the servers of `served` import: the hub, with a look that is slower than the line, so that
one can tell which of them brought something, and a line that is found broken sooner."""

from __future__ import annotations

import os

from django.conf import settings

from config.asgi import application
from discussions.live import switchboard, wire

switchboard.LOOK = float(os.environ["TEST_LIVE_LOOK"])
wire.ECHO, wire.AGAIN, wire.SLOWEST = 0.5, 0.2, 1.0
# One person says more here in a minute than people do.
settings.HUB_POST_LIMITS = {
    "person": {60: 1_000_000, 3_600: 1_000_000},
    "organisation": {60: 1_000_000, 3_600: 1_000_000},
}

__all__ = ["application"]
