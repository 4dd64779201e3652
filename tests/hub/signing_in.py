"""Signing in as a reader does: an address, a mail, a code."""

from __future__ import annotations

import re
from typing import Any

from django.core.mail import EmailMessage
from django.test import Client

LOGIN = "/en/accounts/login/"
SIGNUP = "/en/accounts/signup/"
CODE = "/en/accounts/login/code/confirm/"
ACCOUNT = "/en/account/"


def code_in(mail: EmailMessage) -> str:
    """The code, which stands alone on a line."""
    found = re.findall(r"^\d{4}-\d{4}$", str(mail.body), re.M)
    assert len(found) == 1, mail.body
    return found[0]


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def ask_for_code(client: Client, mails: list[EmailMessage], email: str, **sent: Any) -> str:
    """Ask at the login page; the code that came."""
    mails.clear()
    client.post(LOGIN, {"login": email, **sent})
    return code_in(mails[-1])
