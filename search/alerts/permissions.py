"""Who may do what with a saved search."""

from __future__ import annotations

from hub.querysets import Viewer
from search.models import SavedSearch


def can_change_search(viewer: Viewer, search: SavedSearch) -> bool:
    """Rename it, choose how often one is mailed, delete it and bring it back: whoever saved it.
    Twin of `SavedSearchQuerySet.of`."""
    return viewer.is_authenticated and search.user_id == viewer.pk
