"""Atom feeds of searches: what a visitor would find, the newest first.

`/<language>/practices/feed/`, `/<language>/search/feed/`, `/<language>/search/discussions/feed/`,
each with the parameters of its list. Whoever asks gets what everybody may read: a feed's address is
copied to machines that are signed in nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from hub import languages
from hub.notifications.mails import address
from hub.pagecache import mark
from hub.wording import plain
from search.alerts import atom, places, things
from search.alerts.atom import Entry, Feed
from search.alerts.naming import Names
from search.alerts.places import Place, Wanted
from search.engine import Hit
from search.registry import engine

# Entries of a feed; whoever asks once a week misses nothing.
MOST = 40
# What a feed says of its age before there is anything in it, and of what has no date.
BEGINNING = datetime(2018, 12, 19, tzinfo=UTC)


def practices(request: HttpRequest) -> HttpResponse:
    return _feed(request, places.PRACTICES)


def everything(request: HttpRequest) -> HttpResponse:
    return _feed(request, places.EVERYTHING)


def discussions(request: HttpRequest) -> HttpResponse:
    return _feed(request, places.DISCUSSIONS)


def _feed(request: HttpRequest, place: Place) -> HttpResponse:
    wanted = place.read(request.GET)
    if wanted.notes:
        # A feed without one of its filters would deliver what nobody asked for, for years.
        return _refused(wanted.notes)
    entries = _entries(wanted)
    document = atom.written(_head(wanted, entries), entries)
    response = HttpResponse(document, content_type=f"{atom.TYPE}; charset=utf-8")
    # Readers ask again and again, and nearly always have it.
    response["Cache-Control"] = "public, no-cache"
    etag = quote_etag(hashlib.blake2b(document, digest_size=12).hexdigest())
    response["ETag"] = etag
    if not wanted.query and place.areas:
        mark(response, *place.areas)
    return get_conditional_response(request, etag=etag, response=response) or response


def _refused(notes: Sequence[str]) -> HttpResponse:
    lines = [*notes, _("So there is no feed at this address.")]
    return HttpResponse(
        "\n".join(lines) + "\n", status=400, content_type="text/plain; charset=utf-8"
    )


def _head(wanted: Wanted, entries: Sequence[Entry]) -> Feed:
    said = Names.of([wanted], AnonymousUser()).said(wanted)
    title = _(": ").join([str(wanted.place.label), _(", ").join(each.value for each in said)])
    return Feed(
        id=_tag(f"feed/{wanted.place.name}/{languages.current().code}?{wanted.parameters}"),
        title=title if said else str(wanted.place.label),
        site=str(settings.HUB_NAME),
        language=languages.current().tag,
        url=address(wanted.feed_url()),
        page=address(wanted.url()),
        updated=max((entry.updated for entry in entries), default=BEGINNING),
    )


def _entries(wanted: Wanted) -> list[Entry]:
    """The newest of the matches; as many queries as for one."""
    viewer = AnonymousUser()
    requests = wanted.requests(viewer, languages.current().code)
    found = (engine().search(replace(each, limit=MOST)).hits for each in requests)
    hits = list(chain.from_iterable(found))
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        if not hit.below:
            by_kind.setdefault(hit.kind, []).append(hit)
    entries = [
        Entry(
            id=_tag(f"{kind}/{pk}"),
            title=plain(thing.title),
            language=thing.lang,
            url=address(thing.url),
            published=thing.published_at or BEGINNING,
            updated=max(filter(None, (thing.published_at, thing.changed_at)), default=BEGINNING),
            summary=plain(thing.excerpt),
            summary_language=thing.excerpt_lang or thing.lang,
        )
        for kind, some in by_kind.items()
        for pk, thing in things.found(kind, [hit.object_id for hit in some], viewer).items()
    ]
    entries.sort(key=lambda entry: (entry.published, entry.id), reverse=True)
    return entries[:MOST]


def _tag(what: str) -> str:
    """An id that stays, whatever its thing is called (RFC 4151)."""
    return f"tag:{urlsplit(settings.HUB_BASE_URL).hostname},{BEGINNING.year}:{what}"
