"""Which of the identification criteria a page of the form answers, for those who write it."""

from __future__ import annotations

from hub import vocabulary
from hub.vocabulary import Criterion

_BY_SECTION = {
    "place": ("implemented", "timely", "completed"),
    "objectives": ("relevant", "coherent"),
    "organisations": ("eligible-submitter",),
    "resources": ("replicable",),
    "evidence": ("completed",),
    "summary": ("migrants-scope", "complete-form"),
    "story": ("implemented", "cross-cutting", "completed"),
    "lessons": ("replicable", "innovative"),
}


def answered_by(section: str) -> list[Criterion]:
    known = vocabulary.set_named("criterion")
    return [vocabulary.criterion(key) for key in _BY_SECTION.get(section, ()) if key in known]
