"""Ready-made reasons: loaded once, then the secretariat's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hub import languages, vocabulary
from hub.actions import Act, Refused, action
from hub.permissions import is_secretariat
from practices.models import CannedReason
from practices.screening.limits import refuse_invalid, refuse_long

LONGEST = 1_000


@action("screening.load-reasons")
def load_reasons(act: Act, *, reasons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add those whose key is not there yet; what is there stays as the secretariat left it.
    Answers `{"added": 3}`."""
    act.require(is_secretariat(act.user))
    there = set(CannedReason.objects.values_list("key", flat=True))
    new = [
        CannedReason(
            key=each["key"], criterion=each["criterion"], texts=each["texts"], position=position
        )
        for position, each in enumerate(reasons)
        if each["key"] not in there
    ]
    CannedReason.objects.bulk_create(new)
    if new:
        act.changed("canned-reason", *(each.pk for each in new))
    return {"added": len(new)}


@action("screening.save-reason")
def save_reason(
    act: Act,
    *,
    reason: CannedReason | None,
    name: str,
    criterion: str,
    texts: Mapping[str, str],
    position: int = 0,
    is_active: bool = True,
) -> dict[str, Any]:
    """Write a ready-made reason, a new one where `reason` is None. Answers `{"reason": 4}`.

    name: what it is kept by, a slug. texts: by code of language, at least one.
    """
    act.require(is_secretariat(act.user))
    row = reason or CannedReason()
    if criterion not in vocabulary.set_named("criterion"):
        raise Refused({"criterion": _("Choose one.")})
    said = {code: text.strip() for code, text in texts.items() if text.strip()}
    known = {language.code for language in languages.LANGUAGES}
    if not said or not known.issuperset(said):
        raise Refused({"texts": _("Write it in at least one language.")})
    for code, text in said.items():
        refuse_long(f"text_{code}", text, LONGEST)
    if CannedReason.objects.filter(key=name).exclude(pk=row.pk).exists():
        raise Refused({"name": _("There is one of this name.")})
    row.key, row.criterion, row.texts = name, criterion, said
    row.position, row.is_active = position, is_active
    refuse_invalid(row, "key", "position")
    row.save()
    act.changed("canned-reason", row.pk)
    return {"reason": row.pk}
