"""What can be done in screening, one function for each verb, its module named by the subject.

Each is an action: keyword-only, with `by` and `key`, and answers a dictionary that is kept with
the receipt. Each raises `NotAllowed` where the actor may not, and `Refused` where the state of the
practice or a rule says no; its messages name the argument that they concern.
"""

from practices.screening.actions.answers import answer_reason, ask_reconsideration
from practices.screening.actions.assigning import (
    allow_fewer,
    ask_one_more,
    assign,
    claim,
    describe_reviewer,
    reassign,
)
from practices.screening.actions.deciding import (
    accept,
    decline,
    pass_eligibility,
    request_changes,
    take_in,
)
from practices.screening.actions.judging import declare, hand_back, recommend, save_finding
from practices.screening.actions.living import (
    archive,
    publish,
    reopen,
    retire,
    unarchive,
    withdraw,
)
from practices.screening.actions.submitting import submit, take_back

__all__ = [
    "accept",
    "allow_fewer",
    "answer_reason",
    "archive",
    "ask_one_more",
    "ask_reconsideration",
    "assign",
    "claim",
    "declare",
    "decline",
    "describe_reviewer",
    "hand_back",
    "pass_eligibility",
    "publish",
    "reassign",
    "recommend",
    "reopen",
    "request_changes",
    "retire",
    "save_finding",
    "submit",
    "take_back",
    "take_in",
    "unarchive",
    "withdraw",
]
