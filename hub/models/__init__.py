"""Tables of the ground floor, by subject."""

from hub.models.files import StoredFile, Upload
from hub.models.joining import Invitation, JoinRequest
from hub.models.notices import Following, Frequency, Notice, NoticeChoice
from hub.models.pages import HomePage, NewsIndexPage, NewsPage, StandardPage
from hub.models.people import (
    Membership,
    MembershipRole,
    Organisation,
    Role,
    User,
    Verification,
)
from hub.models.records import AuditEntry, Generation, ObjectGeneration, Receipt

__all__ = [
    "AuditEntry",
    "Following",
    "Frequency",
    "Generation",
    "HomePage",
    "Invitation",
    "JoinRequest",
    "Membership",
    "MembershipRole",
    "NewsIndexPage",
    "NewsPage",
    "Notice",
    "NoticeChoice",
    "ObjectGeneration",
    "Organisation",
    "Receipt",
    "Role",
    "StandardPage",
    "StoredFile",
    "Upload",
    "User",
    "Verification",
]
