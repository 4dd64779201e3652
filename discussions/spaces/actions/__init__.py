"""What is done to spaces and topics, one module for each subject."""

from discussions.spaces.actions.inviting import accept_invitation, invite, withdraw_invitation
from discussions.spaces.actions.keeping import archive_space, edit_space, open_space
from discussions.spaces.actions.people import (
    add_member,
    add_moderator,
    invite_organisation,
    remove_member,
    remove_moderator,
    take_organisation_out,
)
from discussions.spaces.actions.placing import list_topic, pin_topic, take_listing_out
from discussions.spaces.actions.timing import (
    archive_topic,
    close_by_time,
    extend,
    note_time,
    open_topic,
)
from discussions.spaces.actions.topics import ask_topic, edit_topic

__all__ = [
    "accept_invitation",
    "add_member",
    "add_moderator",
    "archive_space",
    "archive_topic",
    "ask_topic",
    "close_by_time",
    "edit_space",
    "edit_topic",
    "extend",
    "invite",
    "invite_organisation",
    "list_topic",
    "note_time",
    "open_space",
    "open_topic",
    "pin_topic",
    "remove_member",
    "remove_moderator",
    "take_listing_out",
    "take_organisation_out",
    "withdraw_invitation",
]
