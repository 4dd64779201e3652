"""Addresses of discussions below `/<language>/`."""

from __future__ import annotations

from django.urls import URLPattern

from discussions.live import urls as live
from discussions.moderation import urls as moderation
from discussions.outcomes import urls as outcomes
from discussions.posting import urls as posting
from discussions.reading import urls as reading
from discussions.spaces import urls as spaces

app_name = "discussions"
urlpatterns: list[URLPattern] = [
    *live.urlpatterns,
    *moderation.urlpatterns,
    *outcomes.urlpatterns,
    *posting.urlpatterns,
    *reading.urlpatterns,
    # Last: the slug of a space would swallow the addresses of other rooms.
    *spaces.urlpatterns,
]
