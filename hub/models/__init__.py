"""Tables of the ground floor, by subject."""

from hub.models.joining import Invitation, JoinRequest
from hub.models.pages import HomePage, NewsIndexPage, NewsPage, StandardPage
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
    "HomePage",
    "Invitation",
    "JoinRequest",
    "Membership",
    "MembershipRole",
    "NewsIndexPage",
    "NewsPage",
    "Organisation",
    "Receipt",
    "Role",
    "StandardPage",
    "User",
    "Verification",
]
