"""Addresses of translating below `/<language>/`, in the namespace of the library."""

from __future__ import annotations

from django.urls import path

from practices.translating.views import lists, writing

urlpatterns = [
    path("translating/", lists.translating, name="translating"),
    path("secretariat/translation/", lists.dashboard, name="translation"),
    path("secretariat/translation/export/", lists.export, name="translation-export"),
    path("practices/drafts/<int:pk>/translate/", writing.translations, name="draft-translations"),
    path(
        "practices/drafts/<int:pk>/translate/<str:language>/",
        writing.translate,
        name="draft-translate",
    ),
]
