"""The names of the kinds of notices, as they are stored: they never change."""

from __future__ import annotations

REPLY = "discussions.reply"
MENTION = "discussions.mention"
POST = "discussions.post"
TOPIC = "discussions.topic"
SPACE = "discussions.space"
OWN = "discussions.own"
OUTCOME = "discussions.outcome"
MISQUOTATION = "discussions.misquotation"
MODERATION = "discussions.moderation"

# About posts that one reads.
OF_POSTS = (REPLY, MENTION, POST)
