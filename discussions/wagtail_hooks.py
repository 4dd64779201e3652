"""What discussions add to the Wagtail admin."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from discussions.moderation.admin import ReasonViewSet

register_snippet(ReasonViewSet)
