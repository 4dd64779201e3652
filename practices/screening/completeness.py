"""What a submission must have before it is taken. Other rooms of the house add their own checks,
such as the word budgets of the form:

    completeness.register(too_many_words)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from practices.models import Practice, PracticeText
from practices.publishable import what_a_text_lacks, what_facts_lack

# Sentences by the name of a field (`practices.fields`), for the drafts that are submitted.
Check = Callable[[Practice, Sequence[PracticeText]], dict[str, str]]

_checks: list[Check] = []


def register(check: Check) -> None:
    """Ask this too, at each submission."""
    if check not in _checks:
        _checks.append(check)


def of_text(text: PracticeText) -> dict[str, str]:
    """What a text lacks, by names such as `fr.summary`."""
    return {f"{text.language}.{name}": said for name, said in what_a_text_lacks(text).items()}


def is_ready(facts: Practice, text: PracticeText) -> bool:
    """Whether nothing of the text stands in the way of its submission."""
    own = f"{text.language}."
    return not any(name.startswith(own) for name in lacking(facts, [text]))


def lacking(facts: Practice, texts: Sequence[PracticeText]) -> dict[str, str]:
    """Sentences by the names of the fields; empty where it can be submitted."""
    found = {f"facts.{name}": said for name, said in what_facts_lack(facts).items()}
    for text in texts:
        found |= of_text(text)
    for check in _checks:
        found = check(facts, texts) | found
    return found
