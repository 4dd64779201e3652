"""Who gets which answer at the addresses of finding. `tests/test_addresses.py` asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.models import User
from search.alerts import links
from search.models import SavedSearch

# In the order of `tests.test_addresses.PEOPLE`.
SEARCHES = """
GET  /en/secretariat/searches/                             302 403 403 403 403 200
GET  /en/secretariat/searches/?show=all&days=7&language=ar 302 403 403 403 403 200
GET  /en/secretariat/searches/searches.csv                 302 403 403 403 403 200
GET  /en/secretariat/searches/state/                       302 403 403 403 403 200
GET  /en/secretariat/searches/state/try-again/             405 405 405 405 405 405
POST /en/secretariat/searches/state/try-again/             302 403 403 403 403 302
GET  /en/secretariat/searches/words/                       302 403 403 403 403 200
GET  /en/secretariat/searches/words/?q=remittances         302 403 403 403 403 200
POST /en/secretariat/searches/words/switch/                302 403 403 403 403 302
GET  /en/secretariat/searches/words/switch/                405 405 405 405 405 405
"""
# `saved` is a search that the stranger keeps, `search_stop` the way out of a mail about it.
SAVED = """
GET  /en/account/searches/                                 302 200 200 200 200 200
GET  /en/account/searches/save/practices/                  200 200 200 200 200 200
GET  /en/account/searches/save/discussions/?q=none         200 200 200 200 200 200
GET  /en/account/searches/save/none/                       404 404 404 404 404 404
POST /en/account/searches/save/everything/                 403 422 422 422 422 422
GET  /en/account/searches/{saved}/                         302 200 404 404 404 404
POST /en/account/searches/{saved}/                         302 422 404 404 404 404
GET  /en/account/searches/{saved}/delete/                  302 302 404 404 404 404
POST /en/account/searches/{saved}/delete/                  302 302 404 404 404 404
GET  /en/account/searches/{saved}/restore/                 302 302 404 404 404 404
POST /en/account/searches/{saved}/restore/                 302 302 404 404 404 404
GET  /en/account/searches/stop/{search_stop}/              200 200 200 200 200 200
POST /en/account/searches/stop/{search_stop}/              200 200 200 200 200 200
GET  /en/account/searches/stop/wrong/                      404 404 404 404 404 404
"""
FEEDS = """
GET  /en/practices/feed/                                   200 200 200 200 200 200
GET  /en/practices/feed/?objective=99                      400 400 400 400 400 400
GET  /en/search/feed/                                      200 200 200 200 200 200
GET  /en/search/discussions/feed/                          200 200 200 200 200 200
"""
TABLE = SEARCHES + SAVED + FEEDS


def objects(people: Mapping[str, User]) -> dict[str, Any]:
    """The objects that the addresses are about, by name."""
    saved = SavedSearch.objects.create(
        user=people["stranger"], name="Mine", place="practices", parameters="q=x", language="en"
    )
    return {"saved": saved.pk, "search_stop": links.stop_url(saved).split("/")[-2]}
