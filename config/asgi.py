"""The ASGI door: what is settled outside Django, then Django."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

django_application = get_asgi_application()

from hub.asgi import RefuseBadHeads  # noqa: E402  (needs the apps)
from hub.pagecache import PageCache  # noqa: E402

application = RefuseBadHeads(PageCache(django_application))
