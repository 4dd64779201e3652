"""What the tests of the library are made with: plainly fictitious rows, people and practices."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from hub.actions import system
from hub.models import Membership, Organisation, Role, User
from practices import importing
from practices.actions import (
    add_text,
    import_practices,
    publish_practice,
    publish_text,
    start_practice,
)
from practices.models import Practice, PracticeText

FACTS = {"objectives": [{"number": 6}], "levels": [{"level": "local"}]}


def row(import_id: str = "example-1", **values: Any) -> dict[str, Any]:
    """A row of an import that is right in every field."""
    return {
        "id": import_id,
        "title": "Work permits at the harbour",
        "title_language": "en",
        "summary": "An example desk gives work permits on the day.",
        "objectives": [6, 12],
        "level": "local",
        **values,
    }


def lines(*rows: Mapping[str, Any] | bytes) -> bytes:
    return b"\n".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() for each in rows
    )


def read(*rows: Mapping[str, Any] | bytes) -> importing.Reading:
    return importing.read(io.BytesIO(lines(*rows)))


def bring_in(*rows: Mapping[str, Any]) -> dict[str, Any]:
    """Import rows that must be right; the answer of the action."""
    reading = read(*rows)
    assert reading.problems == []
    return import_practices(by=system, practices=reading.practices)


def imported(import_id: str = "example-1", **values: Any) -> Practice:
    bring_in(row(import_id, **values))
    return Practice.objects.get(import_id=import_id)


def person(name: str, *roles: Role, **values: Any) -> User:
    made = User.objects.create_user(f"{name}@example.org", name=name.title(), **values)
    for role in roles:
        group, _new = Group.objects.get_or_create(name=role)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        made.groups.add(group)
    return made


def organisation(name: str = "Example Harbour Board", **values: Any) -> Organisation:
    return Organisation.objects.create(
        **{
            "name": name, "kind": "civil-society", "verification": "verified",
            "verified_at": timezone.now(), **values,
        }
    )  # fmt: skip


def member_of(body: Organisation, name: str, role: str = "member") -> User:
    made = person(name)
    Membership.objects.create(user=made, organisation=body, role=role)
    return made


def drafted(
    body: Organisation | None = None, title: str = "Permits at the quay", **content: Any
) -> tuple[Practice, PracticeText]:
    """A practice with one English text, nothing of it public."""
    answer = start_practice(
        by=system, original_language="en", organisation=body, content={**FACTS, **content}
    )
    practice = Practice.objects.get(pk=answer["practice"])
    return practice, text_in("en", practice, title=title)


def text_in(language: str, practice: Practice, **content: Any) -> PracticeText:
    content = {"title": "A title", "summary": "An example summary.", **content}
    answer = add_text(by=system, practice=practice, language=language, content=content)
    return PracticeText.objects.get(pk=answer["text"])


def published(body: Organisation | None = None, **content: Any) -> Practice:
    practice, text = drafted(body, **content)
    publish_text(by=system, text=text)
    publish_practice(by=system, practice=practice)
    return Practice.objects.get(pk=practice.pk)


def numbers(practice: Practice) -> list[int]:
    return list(practice.objectives.values_list("number", flat=True))
