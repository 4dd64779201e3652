"""Addresses of the library below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from practices import views
from practices.confirming.urls import urlpatterns as confirming
from practices.exchange.urls import urlpatterns as exchange
from practices.screening.urls import urlpatterns as screening
from practices.translating.urls import urlpatterns as translating
from practices.writing.urls import urlpatterns as writing

app_name = "practices"
urlpatterns = [
    *confirming,
    *screening,
    *translating,
    *writing,
    *exchange,
    path("practices/<str:slug>/", views.detail, name="detail"),
]
