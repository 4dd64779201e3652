"""Addresses of keeping order, below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from discussions.moderation.views import locking, log, mine, posts, queue, reports

urlpatterns = [
    path("spaces/moderation/", queue.moderation, name="moderation"),
    path("spaces/moderation/log/", log.log, name="moderation-log"),
    path("spaces/moderation/log/export/", log.export, name="moderation-log-export"),
    path("spaces/mine/", mine.my_posts, name="my-posts"),
    path("spaces/posts/<int:pk>/report/", reports.report, name="post-report"),
    path("spaces/posts/<int:pk>/moderate/", posts.moderate, name="post-moderate"),
    path("spaces/topics/<int:pk>/lock/", locking.lock, name="topic-lock"),
]
