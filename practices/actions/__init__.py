"""What can be done to a practice, one function for each verb, its module named by the subject."""

from practices.actions.addresses import change_address
from practices.actions.drafting import Stale, add_text, save_draft, save_text, start_practice
from practices.actions.importing import import_practices
from practices.actions.publishing import (
    publish_practice,
    publish_text,
    withdraw_practice,
    withdraw_text,
)

__all__ = [
    "Stale",
    "add_text",
    "change_address",
    "import_practices",
    "publish_practice",
    "publish_text",
    "save_draft",
    "save_text",
    "start_practice",
    "withdraw_practice",
    "withdraw_text",
]
