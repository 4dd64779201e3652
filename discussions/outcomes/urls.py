"""Addresses of outcomes and of exports, below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from discussions.outcomes.views import composing, correcting, exporting, misquoting

_TOPIC = "spaces/topics/<int:pk>/"

urlpatterns = [
    path(f"{_TOPIC}close/", composing.close, name="topic-close"),
    path(f"{_TOPIC}outcome/", composing.write, name="outcome-write"),
    path(f"{_TOPIC}outcome/posts/", composing.posts, name="outcome-posts"),
    path(f"{_TOPIC}outcome/preview/", composing.preview, name="outcome-preview"),
    path(f"{_TOPIC}outcome/correct/<int:paragraph>/", correcting.correct, name="outcome-correct"),
    path(
        f"{_TOPIC}outcome/misquoted/<int:citation>/",
        misquoting.report,
        name="misquotation-report",
    ),
    path(f"{_TOPIC}outcome/reports/<int:report>/", misquoting.misquotation, name="misquotation"),
    path(f"{_TOPIC}outcome.docx", exporting.word_file, name="topic-docx"),
    path(f"{_TOPIC}outcome.json", exporting.data, name="topic-json"),
    path(f"{_TOPIC}print/", exporting.printed, name="topic-print"),
]
