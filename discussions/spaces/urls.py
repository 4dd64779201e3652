"""Addresses of spaces below `/<language>/`. They come last among those of discussions: a slug
would swallow the others."""

from __future__ import annotations

from django.urls import path

from discussions.spaces.views import inviting, keeping, people, reading, timing, topics

urlpatterns = [
    path("spaces/", reading.spaces, name="spaces"),
    path("spaces/new/", keeping.new, name="space-new"),
    path("spaces/invitations/<str:token>/", inviting.invitation, name="space-invitation"),
    path("spaces/topics/<int:pk>/edit/", topics.edit, name="topic-edit"),
    path("spaces/topics/<int:pk>/places/", topics.places, name="topic-places"),
    path("spaces/topics/<int:pk>/open/", timing.open_now, name="topic-open"),
    path("spaces/topics/<int:pk>/extend/", timing.extend_topic, name="topic-extend"),
    path("spaces/topics/<int:pk>/archive/", timing.archive_topic, name="topic-archive"),
    path("spaces/<str:slug>/", reading.space, name="space"),
    path("spaces/<str:slug>/edit/", keeping.edit, name="space-edit"),
    path("spaces/<str:slug>/extend/", timing.extend_space, name="space-extend"),
    path("spaces/<str:slug>/archive/", keeping.archive, name="space-archive"),
    path("spaces/<str:slug>/people/", people.people, name="space-people"),
    path("spaces/<str:slug>/invite/", inviting.invite, name="space-invite"),
    path("spaces/<str:slug>/leave/", people.leave, name="space-leave"),
    path("spaces/<str:slug>/topics/new/", topics.new, name="topic-new"),
]
