"""The way out that each mail about a saved search carries: a signed address that stops mails about
this one search, for whoever holds the mail, without signing in, for as long as the mail is kept."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from search.models import SavedSearch

SALT = "search.alerts.stop"


def stop_url(search: SavedSearch) -> str:
    """Its path in the active language."""
    token = signing.dumps([search.user_id, search.pk], salt=SALT)
    return reverse("search:saved-stop", args=[token])


def read(token: str) -> SavedSearch | None:
    """The search that a token is about; None for one that was not made here, or whose search is
    gone for good."""
    try:
        person, pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return SavedSearch.objects.select_related("user").filter(pk=pk, user=person).first()
