"""Addresses of what is live, below `/<language>/`; those of sockets stand in `sockets`."""

from __future__ import annotations

from django.urls import path

from discussions.live import views

urlpatterns = [
    path("spaces/topics/<int:pk>/events", views.events, name="topic-events"),
]
