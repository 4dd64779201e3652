"""Ready-made reasons: loaded once, then the secretariat's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from discussions.models import ReportReason
from discussions.moderation.reasons import LONGEST_LABEL, LONGEST_TOLD
from hub import languages
from hub.actions import Act, Refused, action
from hub.permissions import is_secretariat
from practices.screening.limits import refuse_invalid, refuse_long

# {"en": {"label": …, "told": …}}
Texts = Mapping[str, Mapping[str, str]]


@action("moderation.load-reasons")
def load_reasons(act: Act, *, reasons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add those whose key is not there yet; what is there stays as the secretariat left it.
    Answers `{"added": 3}`."""
    act.require(is_secretariat(act.user))
    there = set(ReportReason.objects.values_list("key", flat=True))
    new = [
        ReportReason(key=each["key"], texts=each["texts"], order=10 * place)
        for place, each in enumerate(reasons, start=1)
        if each["key"] not in there
    ]
    ReportReason.objects.bulk_create(new)
    if new:
        act.changed("report-reason", *(each.pk for each in new))
    return {"added": len(new)}


@action("moderation.save-reason")
def save_reason(
    act: Act,
    *,
    reason: ReportReason | None,
    name: str,
    texts: Texts,
    order: int = 50,
    is_active: bool = True,
) -> dict[str, Any]:
    """Write a reason, a new one where `reason` is None. Answers `{"reason": 4}`.

    name: what it is kept by, a slug; it does not change, since reports and the log name it. texts:
    by code of language, a label at least in English.
    """
    act.require(is_secretariat(act.user))
    row = reason or ReportReason()
    if row.pk and name != row.key:
        raise Refused({"name": _("It cannot be renamed: reports and the log name it.")})
    kept: dict[str, dict[str, str]] = {}
    for each in languages.LANGUAGES:
        given = texts.get(each.code, {})
        label, told = given.get("label", "").strip(), given.get("told", "").strip()
        refuse_long(f"label_{each.code}", label, LONGEST_LABEL)
        refuse_long(f"told_{each.code}", told, LONGEST_TOLD)
        if label or told:
            kept[each.code] = {"label": label, "told": told}
    if not kept.get(languages.DEFAULT, {}).get("label"):
        raise Refused({f"label_{languages.DEFAULT}": _("Give it a name in English at least.")})
    if ReportReason.objects.filter(key=name).exclude(pk=row.pk).exists():
        raise Refused({"name": _("There is one of this name.")})
    row.key, row.texts, row.order, row.is_active = name, kept, order, is_active
    refuse_invalid(row, "key", "order")
    row.save()
    act.changed("report-reason", row.pk)
    return {"reason": row.pk}
