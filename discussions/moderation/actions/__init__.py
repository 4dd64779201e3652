"""What moderators do about posts and topics, and what readers report.

Each takes `seen`, what `changes.seen_of` gave when the post was read ("" decides on what is there
now), and raises `changes.Superseded` where somebody was faster.
"""

from discussions.moderation.actions.decisions import dismiss, hide, refuse, release, restore, warn
from discussions.moderation.actions.locking import lock, unlock
from discussions.moderation.actions.many import act_on_many
from discussions.moderation.actions.places import move, reparent
from discussions.moderation.actions.ready_made import load_reasons, save_reason
from discussions.moderation.actions.reporting import report

__all__ = [
    "act_on_many",
    "dismiss",
    "hide",
    "load_reasons",
    "lock",
    "move",
    "refuse",
    "release",
    "reparent",
    "report",
    "restore",
    "save_reason",
    "unlock",
    "warn",
]
