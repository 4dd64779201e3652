"""Addresses of the roof below `/<language>/`."""

from __future__ import annotations

from django.urls import path

from search import duplicates
from search.views import (
    about,
    cluster,
    discussions,
    everything,
    feeds,
    lists,
    saved,
    searches,
    words,
)

app_name = "search"
urlpatterns = [
    path("practices/", lists.practices, name="practices"),
    path("practices/feed/", feeds.practices, name="practices-feed"),
    path("practices/by/<str:facet>/", lists.facet_values, name="facet"),
    path("objectives/", about.objectives, name="objectives"),
    path("objectives/<int:number>/", about.objective, name="objective"),
    path("countries/", about.countries, name="countries"),
    path("countries/<str:iso2>/", about.country, name="country"),
    path("search/", everything.everything, name="everything"),
    path("search/feed/", feeds.everything, name="feed"),
    path("search/discussions/feed/", feeds.discussions, name="discussions-feed"),
    path("search/discussions/", discussions.discussions, name="discussions"),
    path("search/suggest/", everything.suggest, name="suggest"),
    path("secretariat/searches/", searches.searches, name="searches"),
    path("secretariat/searches/searches.csv", searches.export, name="searches-export"),
    path("secretariat/searches/state/", cluster.state, name="state"),
    path("secretariat/searches/state/try-again/", cluster.again, name="try-again"),
    path("secretariat/searches/words/", words.words, name="words"),
    path("secretariat/searches/words/switch/", words.switch, name="words-switch"),
    path("search/alike/<int:pk>/<str:language>/", duplicates.again, name="alike"),
    path("account/searches/", saved.saved, name="saved"),
    path("account/searches/save/<slug:place>/", saved.save, name="save"),
    path("account/searches/stop/<str:token>/", saved.stop, name="saved-stop"),
    path("account/searches/<int:pk>/", saved.change, name="saved-change"),
    path("account/searches/<int:pk>/delete/", saved.delete, name="saved-delete"),
    path("account/searches/<int:pk>/restore/", saved.restore, name="saved-restore"),
]
