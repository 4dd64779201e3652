"""Addresses of reading, below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from discussions.reading import translation_views, views

urlpatterns = [
    path("spaces/topics/<int:pk>/", views.topic, name="topic"),
    path("spaces/topics/<int:pk>/read/", views.read, name="topic-read"),
    path("spaces/posts/<int:pk>/", views.post, name="post"),
    path(
        "spaces/posts/<int:pk>/translate/<str:language>/",
        translation_views.translation,
        name="post-translate",
    ),
]
