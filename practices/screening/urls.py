"""Addresses of screening below `/<language>/`, in the namespace of the library."""

from __future__ import annotations

from django.urls import path

from practices.screening.views import (
    bench,
    composing,
    deciding,
    how,
    living,
    queue,
    reading,
    roster,
)

urlpatterns = [
    path("how-screening-works/", how.how_screening_works, name="how-screening-works"),
    path("screening/", bench.bench, name="screening"),
    path("screening/availability/", bench.availability, name="screening-availability"),
    path("screening/<int:pk>/", reading.screening_round, name="screening-round"),
    path("screening/<int:pk>/claim/", bench.claim, name="screening-claim"),
    path("screening/<int:pk>/hand-back/", reading.hand_back, name="screening-hand-back"),
    path("screening/<int:pk>/recommend/", reading.recommend, name="screening-recommend"),
    path("secretariat/screening/", queue.queue, name="screening-queue"),
    path("secretariat/screening/export/", queue.export, name="screening-export"),
    path("secretariat/screening/assign/", deciding.assign_several, name="screening-assign"),
    path("secretariat/screening/<int:pk>/", deciding.decide, name="screening-decide"),
    path(
        "secretariat/screening/<int:pk>/decision/<slug:kind>/",
        composing.compose,
        name="screening-compose",
    ),
    path("secretariat/practices/<int:pk>/", living.practice, name="practice-standing"),
    path("secretariat/screeners/", roster.roster, name="screeners"),
    path("secretariat/screeners/<int:pk>/", roster.screener, name="screener"),
]
