"""Addresses of drafts as files, below `/<language>/`."""

from __future__ import annotations

from django.urls import path, re_path

from practices.exchange import views

_DRAFT = r"^practices/drafts/(?P<pk>[0-9]{1,18})/"
_FORMAT = r"(?P<format>docx|json)/$"

urlpatterns = [
    re_path(rf"{_DRAFT}download/{_FORMAT}", views.download, name="draft-download"),
    re_path(rf"{_DRAFT}upload/$", views.upload, name="draft-upload"),
    path(
        "practices/drafts/<int:pk>/upload/<uuid:token>/", views.review, name="draft-upload-review"
    ),
    re_path(
        rf"^practices/drafts/start/download/{_FORMAT}",
        views.download_empty,
        name="draft-start-download",
    ),
    path("practices/drafts/start/upload/", views.start_upload, name="draft-start-upload"),
    path(
        "practices/drafts/start/upload/<uuid:token>/", views.start_review, name="draft-start-review"
    ),
]
