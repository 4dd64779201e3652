"""Addresses of the ground floor without a language."""

from __future__ import annotations

from django.urls import include, path

from hub.files.urls import reading
from hub.views import front

urlpatterns = [
    path("", front.to_language, name="front"),
    path("", include(reading)),
]
