"""What the children of a version point at may be gone since the version was written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

Content = dict[str, Any]


def without_dangling(
    model: type[models.Model], relations: tuple[str, ...], data: Content
) -> Content:
    """The content without what is gone: a key that may be empty becomes empty, a child that is
    nothing without it is left out. One query for each column, however many children there are."""
    checked = dict(data)
    for relation in relations:
        children = checked.get(relation)
        if not children:
            continue
        parent = model._meta.get_field(relation).field  # type: ignore[union-attr]  # a reverse relation
        for column in parent.model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column is not parent:
                children = _checked(children, column)
        checked[relation] = children
    return checked


def _checked(children: list[Content], column: models.ForeignKey) -> list[Content]:
    keys = [_key(child.get(column.name), column) for child in children]
    wanted = {key for key in keys if key is not None}
    known = (
        set(column.related_model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        if wanted
        else set()
    )
    kept = []
    for child, key in zip(children, keys, strict=True):
        if column.name not in child or key in known:
            kept.append(child)
        elif column.null:
            kept.append({**child, column.name: None})
    return kept


def _key(value: Any, column: models.ForeignKey) -> Any:
    try:
        return None if value is None else column.target_field.to_python(value)
    except ValidationError:
        return None
