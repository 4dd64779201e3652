"""Tables of the ground floor, by subject."""

from hub.models.people import (
    Membership,
    MembershipRole,
    Organisation,
    Role,
    User,
    Verification,
)
from hub.models.records import AuditEntry, Generation, Receipt

__all__ = [
    "AuditEntry",
    "Generation",
    "Membership",
    "MembershipRole",
    "Organisation",
    "Receipt",
    "Role",
    "User",
    "Verification",
]
