"""The ASGI door: what is settled outside Django, then Django."""

from __future__ import annotations

import gc
import os
import warnings

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

# WhiteNoise reads its files without asyncio, by design: a warning for nobody who runs the hub.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iter")

django.setup(set_prefix=False)

from discussions.live.door import Sockets  # noqa: E402  (needs the apps)
from hub.asgi import RefuseBadHeads  # noqa: E402
from hub.handler import OneVisit  # noqa: E402
from hub.pagecache import PageCache  # noqa: E402
from search.meaning import warming  # noqa: E402

django_application = OneVisit()
application = Sockets(RefuseBadHeads(PageCache(django_application)))

# What was loaded up to here stays: going through it again and again for garbage would hold up
# requests, and a thousand readers at once, for as long as many of them take together.
gc.collect()
gc.freeze()

warming.soon()
