"""The log of a practice. Lines are only ever added: nothing here changes or removes one."""

from __future__ import annotations

from hub.actions import Act, system
from practices.models import Practice, ScreeningEvent, ScreeningRound


def write(
    act: Act,
    practice: Practice,
    verb: str,
    *,
    round: ScreeningRound | None = None,
    from_state: str = "",
    to_state: str = "",
    note: str = "",
    for_submitter: bool = True,
) -> ScreeningEvent:
    """Add a line about what is being done. for_submitter: False for who reviewed what."""
    return ScreeningEvent.objects.create(
        practice=practice,
        round=round,
        by=act.user_or_none,
        by_label="" if act.by is system else str(act.by)[:254],
        verb=verb,
        from_state=from_state,
        to_state=to_state,
        note=note,
        for_submitter=for_submitter,
    )
