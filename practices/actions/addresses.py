"""Changing a practice's address by hand."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from hub.actions import Act, Refused, action
from hub.permissions import is_secretariat
from practices import slugs
from practices.models import Practice, SlugRedirect


@action("practice.change-address")
def change_address(act: Act, *, practice: Practice, slug: str) -> dict[str, Any]:
    """Give a practice another address; the old one keeps leading to it. Answers the new slug."""
    act.require(is_secretariat(act.user))
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    wanted = slugify(slug, allow_unicode=True)[: slugs.MAX_LENGTH].strip("-_")
    if not wanted:
        raise Refused({"slug": _("An address needs letters or digits.")})
    if wanted == row.slug:
        return {"slug": row.slug}
    # An address that this practice had before may come back.
    SlugRedirect.objects.filter(slug=wanted, practice=row).delete()
    slugs.give(row, wanted, exactly=True)
    if row.slug:
        SlugRedirect.objects.create(slug=row.slug, practice=row)
    act.details = {"from": row.slug, "to": wanted}
    act.changed("practice", row.pk)
    return {"slug": wanted}
