"""Addresses of notices below `/<language>/account/notices/`."""

from __future__ import annotations

from django.urls import path

from hub.notifications import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read/", views.read_all, name="notices-read"),
    path("<int:pk>/open/", views.open_notice, name="notice-open"),
    path("preferences/", views.preferences, name="notice-preferences"),
    path("following/", views.followed, name="followed"),
    path("follow/<slug:kind>/<slug:object_id>/", views.follow, name="follow"),
    path("stop/<str:token>/", views.stop, name="notices-stop"),
    path("unfollow/<str:token>/", views.unfollow, name="unfollow"),
]
