"""What can be done with an outcome, one function for each verb."""

from discussions.outcomes.correcting import (
    answer_misquotation,
    correct_outcome,
    report_misquotation,
)
from discussions.outcomes.publishing import close_with_outcome, publish_outcome
from discussions.outcomes.saving import Stale, save_outcome

__all__ = [
    "Stale",
    "answer_misquotation",
    "close_with_outcome",
    "correct_outcome",
    "publish_outcome",
    "report_misquotation",
    "save_outcome",
]
