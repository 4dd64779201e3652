"""What the roof puts on lower floors' pages: the home page's search, counts and newest, the box
over discussions, and the practices of an organisation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from discussions.models import Space
from hub import languages
from hub.models import Organisation
from search import facets
from search.engine import Request, Result
from search.filters import ListState
from search.registry import engine
from search.rows import rows_of
from search.views.lists import KIND

NEWEST = 5


def viewer_of(context: Context) -> Any:
    return getattr(context.get("request"), "user", None) or AnonymousUser()


def _overview(context: Context) -> Result:
    """One search for all that the home page counts, kept for the rest of the page."""
    request = context.get("request")
    kept: Result | None = getattr(request, "hub_overview", None)
    if kept is None:
        asked = Request(
            kinds=(KIND,), language=languages.current().code, facets=("objective", "level"),
            limit=NEWEST, viewer=viewer_of(context),
        )  # fmt: skip
        kept = engine().search(asked)
        if request is not None:
            request.hub_overview = kept
    return kept


def search(context: Context) -> SafeString:
    """The one search box, over everything."""
    box = {"action": reverse("search:everything"), "suggest_url": reverse("search:suggest")}
    return render_to_string("includes/search_box.html", {"search": box})


def in_discussions(context: Context, space: Space | None = None) -> SafeString:
    """The box over what was said: in all spaces, or in one."""
    box = {
        "action": reverse("search:discussions"),
        "label": _("Search in this space") if space else _("Search in discussions"),
        "hidden": [("space", space.pk)] if space else [],
    }
    return render_to_string("includes/search_box.html", {"search": box})


def levels(context: Context) -> SafeString:
    counts = _overview(context).facets.get("level", {})
    labels = facets.Labels(languages.current().code)
    values = facets.values_shown("level", counts)
    path = reverse("search:practices")
    options = facets.options_of("level", values, counts, ListState(), path, labels)
    return render_to_string("search/levels.html", {"levels": options})


def objectives(context: Context) -> SafeString:
    counts = _overview(context).facets.get("objective", {})
    numbers = {int(value): count for value, count in counts.items()}
    return render_to_string("search/home_objectives.html", {"counts": numbers})


def newest(context: Context) -> SafeString:
    """The newest practices, those in the reader's language first."""
    viewer = viewer_of(context)
    overview = _overview(context)
    rows = rows_of(overview.hits, viewer)
    return render_to_string("search/home_newest.html", {"rows": rows, "total": overview.total})


def of_organisation(context: Context, organisation: Organisation) -> SafeString | None:
    """The newest practices of an organisation, and the way to all of them."""
    viewer = viewer_of(context)
    state = ListState(filters={"organisation": (str(organisation.pk),)})
    found = engine().search(
        Request(
            kinds=(KIND,), language=languages.current().code, filters=state.filters,
            order="newest", limit=NEWEST, viewer=viewer,
        )
    )  # fmt: skip
    rows = rows_of(found.hits, viewer)
    if not rows:
        return None
    context_of_rows = {
        "rows": rows,
        "total": found.total,
        "all_url": state.address(reverse("search:practices")),
    }
    return render_to_string("search/of_organisation.html", context_of_rows)
