"""Addresses of the inbox below `/<language>/secretariat/inbox/`."""

from __future__ import annotations

from django.urls import path

from hub.inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("inbox.csv", views.export, {"form": "csv"}, name="inbox-csv"),
    path("inbox.xlsx", views.export, {"form": "xlsx"}, name="inbox-xlsx"),
]
