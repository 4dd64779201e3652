"""Following an object: whoever follows it is told what happens to it.

A floor says in `AppConfig.ready` what may be followed:

    register_followable(
        Followable(
            kind="practice",
            label=_("Practices"),
            may_see=seen_through(Practice.objects.visible_to),
            render=followed_lines,  # (object ids, language) -> {object id: Line}
        )
    )
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from hub import languages
from hub.actions import Act, action
from hub.models import Following, User
from hub.notifications.kinds import Line, MaySee

# What each followed object is called and where it is; one that is left out is not shown.
RenderFollowed = Callable[[Collection[str], str], Mapping[str, Line]]


@dataclass(frozen=True)
class Followable:
    """A kind of objects that people may follow (`practice`, the kind of `act.changed`)."""

    kind: str
    label: Any
    may_see: MaySee
    render: RenderFollowed


_followable: dict[str, Followable] = {}


def register_followable(followable: Followable) -> None:
    _followable[followable.kind] = followable


def find(kind: str) -> Followable | None:
    return _followable.get(kind)


def can_follow(person: Any, kind: str, object_id: str) -> bool:
    """Whether a person may follow an object: they may see it, and its kind can be followed."""
    followable = find(kind)
    if followable is None or not person.is_authenticated:
        return False
    return object_id in followable.may_see(person, [object_id])


def lines(person: User, rows: Iterable[Following], language: str) -> dict[int, Line]:
    """What each followed object is called, by the row's key, where the person may still see it;
    two queries at most for each kind."""
    by_kind: dict[str, list[Following]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    found: dict[int, Line] = {}
    with translation.override(languages.get(language).path):
        for name, of_kind in by_kind.items():
            followable = find(name)
            if followable is None:
                continue
            seen = followable.may_see(person, {row.object_id for row in of_kind})
            called = followable.render(seen, languages.get(language).code) if seen else {}
            found |= {row.pk: called[row.object_id] for row in of_kind if row.object_id in called}
    return found


def line(person: User, kind: str, object_id: str, language: str) -> Line | None:
    """As `lines`, for one object, followed or not."""
    row = Following(pk=0, user=person, kind=kind, object_id=object_id)
    return lines(person, [row], language).get(0)


@action("notices.follow")
def follow(act: Act, *, kind: str, object_id: object) -> dict[str, Any]:
    """The actor wants to hear of an object that they see. Answers `{"changed": true}`."""
    object_id = str(object_id)
    act.require(act.user_or_none is not None and can_follow(act.user, kind, object_id))
    _row, made = Following.objects.get_or_create(user=act.user, kind=kind, object_id=object_id)
    act.details = {"kind": kind, "object": object_id}
    return {"changed": made}


@action("notices.unfollow")
def unfollow(act: Act, *, kind: str, object_id: object) -> dict[str, Any]:
    """The actor no longer wants to hear of an object, also one that they no longer see."""
    act.require(act.user_or_none is not None)
    rows = Following.objects.filter(user=act.user, kind=kind, object_id=str(object_id))
    gone, _by_table = rows.delete()
    act.details = {"kind": kind, "object": str(object_id)}
    return {"changed": bool(gone)}


def followers(kind: str, object_id: object) -> QuerySet[User]:
    """Who follows an object and can sign in. Rights are asked again before each is mailed."""
    rows = Following.objects.filter(kind=kind, object_id=str(object_id))
    return User.objects.filter(pk__in=rows.values("user"), is_active=True)


def is_following(person: Any, kind: str, object_id: object) -> bool:
    if not person.is_authenticated:
        return False
    rows = Following.objects.filter(user=person, kind=kind, object_id=str(object_id))
    return rows.exists()
