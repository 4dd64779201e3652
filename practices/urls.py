"""Addresses of the library below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from practices import views

app_name = "practices"
urlpatterns = [
    path("practices/drafts/<int:pk>/", views.draft, name="draft"),
    path("practices/<str:slug>/", views.detail, name="detail"),
]
