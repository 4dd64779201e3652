"""What finding adds to the Wagtail admin."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from search.synonyms.admin import SynonymsViewSet

register_snippet(SynonymsViewSet)
