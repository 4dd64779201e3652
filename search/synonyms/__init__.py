"""The concepts in use: those that ship with the hub, and what the secretariat made of them.

The secretariat adds names, to a concept of the files or as one of their own (`Synonyms`), and takes
any concept out of use (`ConceptOff`); `search.synonyms.actions` does it, the Wagtail admin and the
pages of `search.views` ask for it. Nothing in the index changes with them: questions are read with
other words from the next search on, on every engine and in every process, because each search
reads a stamp that a change makes new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search.concepts import Concept, Concepts, shipped
from search.models import ConceptOff, Synonyms

# What the keys of the secretariat's own begin with; their id follows.
OWN = "own:"


def in_use() -> Concepts:
    """The concepts as the database has them now. Two statements."""
    off = frozenset(ConceptOff.objects.values_list("key", flat=True))
    own = Synonyms.objects.filter(is_on=True).order_by("pk")
    return combined(shipped(), off, list(own.values_list("pk", "names", "same_as")))


def combined(
    whole: Concepts,
    off: frozenset[str],
    own: Sequence[tuple[int, Mapping[str, Sequence[str]], str]],
) -> Concepts:
    """The whole, where what is off has no names, and with one's own: their id, names by language,
    and the key of the concept that they are more names for. Where that one is not in use they stand
    alone. Each of the whole keeps its number."""
    kept = dict(zip(whole.keys, whole.all, strict=True))
    kept.update({key: {} for key in off if key in kept})
    alone: dict[str, Concept] = {}
    for pk, names, same_as in own:
        if same_as in kept and same_as not in off:
            kept[same_as] = _with_more(kept[same_as], names)
        else:
            alone[f"{OWN}{pk}"] = {code: tuple(some) for code, some in names.items()}
    return Concepts((*kept.values(), *alone.values()), (*kept, *alone), whole.places)


def _with_more(concept: Concept, names: Mapping[str, Sequence[str]]) -> Concept:
    """After the usual name and before the others: of many names, the last ones go unasked."""
    return {
        code: tuple(
            dict.fromkeys(
                [*concept.get(code, ())[:1], *names.get(code, ()), *concept.get(code, ())]
            )
        )
        for code in dict.fromkeys([*concept, *names])
    }
