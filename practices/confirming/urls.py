"""Addresses of the yearly confirmation below `/<language>/`, in the namespace of the library."""

from __future__ import annotations

from django.urls import path

from practices.confirming import views

urlpatterns = [
    path("practices/confirm/<str:token>/", views.confirm_by_link, name="confirm-by-link"),
    path("practices/confirm/<str:token>/retire/", views.retire_by_link, name="retire-by-link"),
    path("practices/drafts/<int:pk>/confirm/", views.confirm_signed_in, name="draft-confirm"),
    path("practices/drafts/<int:pk>/retire/", views.retire_signed_in, name="draft-retire"),
]
