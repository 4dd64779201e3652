"""Who may do what with searching. Each `can_…` has its queryset twin."""

from __future__ import annotations

from hub.permissions import is_secretariat
from hub.querysets import Viewer


def can_keep_words(viewer: Viewer) -> bool:
    """Change synonyms, and read what is searched for: the secretariat. Twin of
    `SecretariatsQuerySet.visible_to`, which the tables of both have."""
    return is_secretariat(viewer)
