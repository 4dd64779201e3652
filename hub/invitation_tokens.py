"""The token in the link of an invitation.

It is made of the row's seed and the secret of the installation, so that it can be written into a
mail at any time and is kept nowhere. An invitation is found by the token's hash; it stays found
when the secret of the installation changes.
"""

from __future__ import annotations

import hashlib

from django.utils.crypto import get_random_string, salted_hmac

SALT = "hub.invitation"


def new_seed() -> str:
    return get_random_string(40)


def token_of(seed: str) -> str:
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
