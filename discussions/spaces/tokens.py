"""What the link of an invitation into a space carries.

It is made of the row and the secret of the installation, so that it can be written into a mail at
any time and is kept nowhere; who reads the table cannot make it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from discussions.models import SpaceInvitation

SALT = "discussions.invitation"


def token_of(invitation: SpaceInvitation) -> str:
    """64 hexadecimal digits."""
    made = invitation.created_at.astimezone(UTC).isoformat(timespec="microseconds")
    made_of = f"{invitation.space_id}:{invitation.email.lower()}:{made}"
    return salted_hmac(SALT, made_of, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new(invitation: SpaceInvitation) -> SpaceInvitation:
    """The unsaved row with its end and the hash of its token."""
    invitation.expires_at = invitation.created_at + timedelta(days=settings.HUB_INVITATION_DAYS)
    invitation.token_hash = hash_of(token_of(invitation))
    return invitation
