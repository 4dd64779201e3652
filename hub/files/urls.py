"""Addresses of files: to read without a language, to send below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from hub.files import views

reading = [
    path("files/<uuid:pk>/<int:width>/<str:name>", views.rendition, name="file-rendition"),
    path("files/<uuid:pk>/<str:name>", views.read, name="file"),
]
sending = [
    path("uploads/", views.begin, name="uploads"),
    path("uploads/<uuid:pk>/", views.upload, name="upload"),
    path("uploads/<uuid:pk>/finish/", views.finish, name="upload-finish"),
]
