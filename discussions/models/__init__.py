"""The tables of discussions."""

from discussions.models.invitations import SpaceInvitation
from discussions.models.log import EventKind, TopicEvent
from discussions.models.mailed import MailedPost
from discussions.models.moderation import (
    Deed,
    ModerationEntry,
    Report,
    ReportReason,
    ReportState,
    Warning,
)
from discussions.models.outcomes import (
    Citation,
    Misquotation,
    MisquotationState,
    Outcome,
    OutcomeParagraph,
    OutcomeText,
    ParagraphText,
)
from discussions.models.posts import (
    Capacity,
    Post,
    PostFile,
    PostLink,
    PostMention,
    PostState,
    PostTranslation,
    PostVersion,
    TranslationOrigin,
)
from discussions.models.reading import PostDraft, ReadMark
from discussions.models.spaces import (
    Extension,
    Space,
    SpaceMember,
    SpaceModerator,
    SpaceObjective,
    SpaceOrganisation,
    SpaceText,
    Visibility,
)
from discussions.models.topics import Topic, TopicListing, TopicState, TopicSubject, TopicText

__all__ = [
    "Capacity",
    "Citation",
    "Deed",
    "EventKind",
    "Extension",
    "MailedPost",
    "Misquotation",
    "MisquotationState",
    "ModerationEntry",
    "Outcome",
    "OutcomeParagraph",
    "OutcomeText",
    "ParagraphText",
    "Post",
    "PostDraft",
    "PostFile",
    "PostLink",
    "PostMention",
    "PostState",
    "PostTranslation",
    "PostVersion",
    "ReadMark",
    "Report",
    "ReportReason",
    "ReportState",
    "Space",
    "SpaceInvitation",
    "SpaceMember",
    "SpaceModerator",
    "SpaceObjective",
    "SpaceOrganisation",
    "SpaceText",
    "Topic",
    "TopicEvent",
    "TopicListing",
    "TopicState",
    "TopicSubject",
    "TopicText",
    "TranslationOrigin",
    "Visibility",
    "Warning",
]
