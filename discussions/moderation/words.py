"""What an author is told: the ready-made words in the language of their choice, and below them
the moderator's own."""

from __future__ import annotations

from discussions.models import Post
from discussions.moderation.reasons import LONGEST_NOTE, Reasons, Words
from hub import languages
from practices.screening.limits import refuse_long


def of(post: Post, reasons: Reasons, reason: str, note: str, language: str) -> Words:
    """The words for the author of a post, as they are stored with it.

    reason: a key, "" for none. language: of the note; the text is said to be in that of the
    ready-made words where there are some. `Refused` for a note that is too long.
    """
    note = note.strip()
    refuse_long("note", note, LONGEST_NOTE)
    ready = reasons.told(reason, reads(post)) if reason else Words("", "")
    text = "\n\n".join(each for each in (ready.text, note) if each)
    return Words(text, ready.language or (language_of(language) if note else ""))


def reads(post: Post) -> str:
    """The language in which the author of a post reads the hub."""
    return post.author.language if post.author else languages.DEFAULT


def language_of(tag: str) -> str:
    """A language that was sent, as it is stored; that of the interface where it is none."""
    try:
        return languages.normalise(tag)
    except ValueError:
        return languages.current().code
