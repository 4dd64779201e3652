"""Opening, describing and archiving a space."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import (
    Deed,
    Space,
    SpaceModerator,
    SpaceObjective,
    SpaceText,
    Visibility,
)
from discussions.permissions import can_moderate, can_open_spaces
from discussions.spaces import addresses, checks, stamps
from discussions.spaces.actions.noting import note, topics_changed
from hub.actions import Act, Refused, action

COLUMNS = ("title", "introduction", "audience")
OBJECTIVES = range(1, 24)


@action("space.open")
def open_space(
    act: Act,
    *,
    texts: checks.Texts,
    original_language: str,
    visibility: str = Visibility.PUBLIC,
    objectives: Sequence[int] = (),
    languages: Sequence[str] = (),
    may_withhold_names: bool = False,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    slug: str = "",
    is_example: bool = False,
) -> dict[str, Any]:
    """Make a space, whose first moderator is who makes it. Answers `{"space": 4, "slug": "work"}`.

    texts: `{"en": {"title": …, "introduction": Markdown, "audience": …}}`; those of the original
    language must be among them. languages: codes that its moderators read; none means any.
    opens_at: from when others see it; now where it is missing. slug: made of the title where it is
    "". `Refused` by field, those of texts as `title_en`.
    """
    act.require(can_open_spaces(act.user))
    original = checks.language(original_language)
    space = Space(
        original_language=original,
        visibility=checks.choice(visibility, Visibility.values, "visibility"),
        languages=_languages(languages),
        may_withhold_names=may_withhold_names,
        opens_at=opens_at or timezone.now(),
        closes_at=closes_at,
        is_example=is_example,
        created_by=act.user_or_none,
    )
    checks.dates(space.opens_at, space.closes_at)
    said = checks.clean_texts(SpaceText, COLUMNS, "title", texts, original)
    titles = {code: each["title"] for code, each in said.items()}
    space.slug = addresses.free(slug, titles, original)
    space.save()
    checks.write_texts(space.texts, COLUMNS, said)
    _set_objectives(space, objectives)
    if act.user_or_none is not None:
        SpaceModerator.objects.create(
            space=space, user=act.user_or_none, added_by=act.user_or_none
        )  # fmt: skip
    act.details = {"slug": space.slug, "visibility": space.visibility}
    act.changed("space", space.pk)
    note(act, space, Deed.SPACE, details={"did": "opened"})
    return {"space": space.pk, "slug": space.slug}


@action("space.edit")
def edit_space(
    act: Act,
    *,
    space: Space,
    texts: checks.Texts,
    original_language: str,
    visibility: str,
    objectives: Sequence[int],
    languages: Sequence[str],
    may_withhold_names: bool,
    opens_at: datetime | None = None,
    seen: str = "",
) -> dict[str, Any]:
    """Say something else of a space; what is not in `texts` is taken out. Answers `{"space": 4,
    "changed": true}`.

    opens_at: only until it has opened. When it closes is changed by `extend`, with a reason.
    seen: `stamps.of_space` of what the editor saw; another one of now is `Refused`.
    """
    space = Space.objects.select_for_update().get(pk=space.pk)
    act.require(can_moderate(act.user, space))
    if seen and seen != stamps.of_space(space):
        raise Refused(stamps.changed_meanwhile())
    original = checks.language(original_language)
    said = checks.clean_texts(SpaceText, COLUMNS, "title", texts, original)
    wanted: dict[str, Any] = {
        "original_language": original,
        "visibility": checks.choice(visibility, Visibility.values, "visibility"),
        "languages": _languages(languages),
        "may_withhold_names": may_withhold_names,
    }
    if opens_at is not None and opens_at != space.opens_at:
        if space.opens_at <= timezone.now():
            raise Refused({"opens_at": _("It has opened already.")})
        checks.dates(opens_at, space.closes_at, "opens_at")
        wanted["opens_at"] = opens_at
    changed = [name for name, value in wanted.items() if getattr(space, name) != value]
    for name in changed:
        setattr(space, name, wanted[name])
    if changed:
        space.save(update_fields=changed)
    if checks.write_texts(space.texts, COLUMNS, said):
        changed.append("texts")
    if _set_objectives(space, objectives):
        changed.append("objectives")
    if not changed:
        return {"space": space.pk, "changed": False}
    act.details = {"changed": changed}
    act.changed("space", space.pk)
    if "visibility" in changed or "opens_at" in changed:
        # Who may read its topics is another matter now.
        topics_changed(act, space)
    note(act, space, Deed.SPACE, details={"did": "edited", "changed": changed})
    return {"space": space.pk, "changed": True}


@action("space.archive")
def archive_space(act: Act, *, space: Space, archived: bool = True) -> dict[str, Any]:
    """Put a space away, or take it out again: it stays readable, and takes no posts. Answers
    whether anything changed."""
    space = Space.objects.select_for_update().get(pk=space.pk)
    act.require(can_moderate(act.user, space))
    if (space.archived_at is not None) == archived:
        return {"changed": False}
    space.archived_at = timezone.now() if archived else None
    space.save(update_fields=["archived_at"])
    act.changed("space", space.pk)
    topics_changed(act, space)
    note(act, space, Deed.SPACE, details={"did": "archived" if archived else "taken out again"})
    return {"changed": True}


def _languages(codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(checks.language(code, "languages") for code in codes))


def _set_objectives(space: Space, numbers: Sequence[int]) -> bool:
    """Make these the objectives of a space; whether that changed them."""
    wanted = set(numbers)
    if not wanted <= set(OBJECTIVES):
        raise Refused({"objectives": _("Choose from the list.")})
    before = set(space.objectives.values_list("number", flat=True))
    if wanted == before:
        return False
    space.objectives.filter(number__in=before - wanted).delete()
    for number in sorted(wanted - before):
        SpaceObjective.objects.create(space=space, number=number)
    return True
