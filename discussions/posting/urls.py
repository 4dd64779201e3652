"""Addresses of writing, below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from discussions.posting.views import changing, files, writing

urlpatterns = [
    path("spaces/topics/<int:pk>/write/", writing.write, name="post-write"),
    path("spaces/topics/<int:pk>/preview/", writing.preview, name="post-preview"),
    path("spaces/topics/<int:pk>/draft/", writing.draft, name="post-draft"),
    path("spaces/topics/<int:pk>/drafts/<uuid:draft>/files/", files.of_draft, name="post-files"),
    path("spaces/posts/<int:pk>/edit/", changing.edit, name="post-edit"),
    path("spaces/posts/<int:pk>/files/", files.of_post, name="post-own-files"),
    path("spaces/posts/<int:pk>/withdraw/", changing.withdraw, name="post-withdraw"),
    path("spaces/posts/<int:pk>/history/", changing.past, name="post-history"),
]
