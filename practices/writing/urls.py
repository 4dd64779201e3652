"""Addresses of the form in which practices are written, below `/<language>/`."""

from __future__ import annotations

from django.urls import path, re_path

from practices import views as pages
from practices.writing.draft import FACT_SECTIONS, TEXT_SECTIONS
from practices.writing.views import (
    checking,
    mine,
    resources,
    saving,
    sections,
    standing,
    submitting,
    tasks,
)

_FACTS = "|".join(section.key for section in FACT_SECTIONS)
_TEXTS = "|".join(section.key for section in TEXT_SECTIONS)
_DRAFT = r"^practices/drafts/(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    path("practices/drafts/", mine.drafts, name="drafts"),
    path("practices/drafts/start/", mine.start, name="draft-start"),
    path("practices/drafts/<int:pk>/", tasks.task_list, name="draft-tasks"),
    path("practices/drafts/<int:pk>/preview/", pages.draft, name="draft"),
    path("practices/drafts/<int:pk>/texts/", tasks.add_text, name="draft-add-text"),
    path(
        "practices/drafts/<int:pk>/texts/<str:language>/language/",
        tasks.change_language,
        name="draft-text-language",
    ),
    path("practices/drafts/<int:pk>/delete/", mine.delete, name="draft-delete"),
    path("practices/drafts/<int:pk>/save/", saving.save, name="draft-save"),
    path("practices/drafts/<int:pk>/check/", checking.check, name="draft-check"),
    path("practices/drafts/<int:pk>/submit/", submitting.submit, name="draft-submit"),
    path("practices/drafts/<int:pk>/receipt/", submitting.receipt, name="draft-receipt"),
    path("practices/drafts/<int:pk>/withdraw/", submitting.withdraw, name="draft-withdraw"),
    path("practices/drafts/<int:pk>/status/", standing.status, name="draft-status"),
    path("practices/drafts/<int:pk>/reconsider/", standing.reconsider, name="draft-reconsider"),
    path("practices/drafts/<int:pk>/reasons/<int:reason>/", standing.answer, name="draft-answer"),
    # Before the section of that name, which it is.
    path("practices/drafts/<int:pk>/resources/", resources.resources, name="draft-resources"),
    # The sections by name, so that the other pages of a draft have their addresses beside them.
    re_path(_DRAFT + rf"(?P<section>{_FACTS})/$", sections.facts, name="draft-section"),
    re_path(
        _DRAFT + rf"texts/(?P<language>[A-Za-z0-9-]{{2,12}})/(?P<section>{_TEXTS})/$",
        sections.text,
        name="draft-text-section",
    ),
]
