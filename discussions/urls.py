"""Addresses of discussions below `/<language>/`."""

from __future__ import annotations

from django.urls import URLPattern

from discussions.reading import urls as reading

app_name = "discussions"
urlpatterns: list[URLPattern] = [
    *reading.urlpatterns,
]
