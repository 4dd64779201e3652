"""The address of a space: made of its title once, and kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import slugify
from django.utils.translation import gettext as _

from discussions.models import Space
from hub.actions import Refused

MAX_LENGTH = 80
# Words that stand, or may come to stand, in the place of a slug in an address.
RESERVED = frozenset(
    {"atom", "export", "feed", "invitations", "moderation", "new", "posts", "topics"}
)


def free(wanted: str, titles: Mapping[str, str], original: str) -> str:
    """The address that was asked for (`Refused` where it is taken or none), else one that is free,
    of the English title, the original one, or whichever makes one."""
    if wanted:
        slug = _shaped(wanted)
        if not slug or slug in RESERVED or Space.objects.filter(slug=slug).exists():
            raise Refused({"slug": _("This address is taken.")})
        return slug
    candidates = (titles.get("en", ""), titles.get(original, ""), *titles.values())
    slug = next((shaped for each in candidates if (shaped := _shaped(each))), "space")
    taken = set(Space.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidate, number = slug, 1
    while candidate in taken or candidate in RESERVED:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _shaped(text: str) -> str:
    """As a slug, in any script; a long one is cut between words."""
    slug = slugify(text, allow_unicode=True)
    if len(slug) > MAX_LENGTH:
        slug = slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug.strip("-_")
