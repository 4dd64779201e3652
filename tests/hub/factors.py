"""Second factors as people hold them: an app that shows codes, a passkey, recovery codes."""

from __future__ import annotations

import json
import re
import secrets
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from hub.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOST = "testserver"


def app_code(secret: str = SECRET, *, later: int = 0) -> str:
    """What an app shows now, or so many half minutes later: each code is taken once."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + later))


def with_app(person: User) -> User:
    """A person who has set up an app."""
    TOTP.activate(person, SECRET)
    return person


def show_factor(client: Client, person: User) -> None:
    """Let a session that a test made have shown a second factor at signing in, a while ago."""
    session = client.session
    record = {"method": "mfa", "at": time.time() - 3600, "id": 0, "type": "totp"}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def options_of(page: str) -> dict[str, Any]:
    """What a page asks of the browser for a passkey."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(page, "html.parser").select_one("form[data-options]")
    assert form is not None, page
    return json.loads(str(form["data-options"]))["publicKey"]


class Passkey:
    """Signs as a browser with a platform authenticator does."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = ""

    def made(self, options: dict[str, Any], *, knows_owner: bool = True) -> str:
        """The answer to being made."""
        self.handle = options["user"]["id"]
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(sha256(HOST.encode()), self._seen(flags, knows_owner), 0,
                                        credential)  # fmt: skip
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client_data("create", options)),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
            {"credProps": {"rk": True}},
        )

    def used(self, options: dict[str, Any], *, knows_owner: bool = True) -> str:
        """The answer to being asked for."""
        flags = self._seen(AuthenticatorData.FLAG.UP, knows_owner)
        data = AuthenticatorData.create(sha256(HOST.encode()), flags, 0)
        client_data = self._client_data("get", options)
        signature = self.key.sign(data + client_data.hash, ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.handle,
            },
            {},
        )

    @staticmethod
    def _seen(flags: Any, knows_owner: bool) -> Any:
        return flags | AuthenticatorData.FLAG.UV if knows_owner else flags

    @staticmethod
    def _client_data(kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(
            f"webauthn.{kind}", websafe_decode(options["challenge"]), f"https://{HOST}"
        )

    def _answer(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": extensions,
                "response": response,
            }
        )


def recovery_codes_in(page: str) -> list[str]:
    return re.findall(r'<code dir="ltr">(\d{8})</code>', page)


def kinds_of(person: User) -> set[str]:
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
