"""Who gets which answer at the addresses of finding. `tests/test_addresses.py` asks."""

from __future__ import annotations

# In the order of `tests.test_addresses.PEOPLE`.
SEARCHES = """
GET  /en/secretariat/searches/                             302 403 403 403 403 200
GET  /en/secretariat/searches/?show=all&days=7&language=ar 302 403 403 403 403 200
GET  /en/secretariat/searches/searches.csv                 302 403 403 403 403 200
GET  /en/secretariat/searches/words/                       302 403 403 403 403 200
GET  /en/secretariat/searches/words/?q=remittances         302 403 403 403 403 200
POST /en/secretariat/searches/words/switch/                302 403 403 403 403 302
GET  /en/secretariat/searches/words/switch/                405 405 405 405 405 405
"""
TABLE = SEARCHES
