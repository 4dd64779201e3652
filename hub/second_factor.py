"""Second factors: who needs one, whether a session has shown one, allauth in the hub's words."""

from __future__ import annotations

import base64
import secrets
import time
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from hub import browsers, sealing

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from hub.models import User

# Each of them is a second factor; recovery codes stand in for one that is not at hand.
FACTORS = ("totp", "webauthn")
RECOVERY_CODES = "recovery_codes"
# From here on a reader is told to make new recovery codes.
FEW_CODES = 3
NEW_CODES = "hub_new_recovery_codes"
# How long, in seconds, new codes are shown in the session that made them: a cut line may take a
# page away before it was read.
NEW_CODES_SHOWN = 15 * 60


class SecondFactors(DefaultMFAAdapter):
    """allauth with the hub's words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That is not right. Look again, and try once more."),
        "unverified_email": gettext_lazy("Confirm your mail address first."),
        "cannot_delete_authenticator": gettext_lazy("This cannot be removed."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Add a passkey or an authenticator app first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that nobody knows, where it cannot be opened: no code fits it."""
        return sealing.unseal(encrypted_text) or _unknown_secret()

    def get_totp_issuer(self) -> str:
        return str(settings.HUB_NAME)

    def _get_site_name(self) -> str:
        return str(settings.HUB_NAME)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Where it was made; the person may call it otherwise."""
        from allauth.core import context

        return browsers.name(context.request.headers.get("User-Agent", ""))


def _unknown_secret() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()


def needs_second_factor(person: Any) -> bool:
    """Whoever has a role of the hub, or administers it, where the settings ask for it."""
    return bool(settings.HUB_STAFF_SECOND_FACTOR and is_staff(person))


def is_staff(person: Any) -> bool:
    """Whether somebody does more than act for themselves and their organisation: a role of the
    hub, or the rights of who runs the machine."""
    return bool(
        person.is_authenticated and (person.is_staff or person.is_superuser or person.roles)
    )


def factors_of(person: Any) -> list[Authenticator]:
    """What a person has set up, the oldest first; recovery codes among them."""
    from allauth.mfa.models import Authenticator

    return list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk"))


def has_second_factor(person: Any) -> bool:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def was_shown(request: HttpRequest) -> bool:
    """Whether this session has shown one: at signing in, afterwards, or by adding it."""
    return any(record.get("method") == "mfa" for record in _records(request))


def was_confirmed_lately(request: HttpRequest) -> bool:
    """Whether somebody showed within the last minutes that they are themselves: by a second
    factor, or, who has none, by a code from their mail. Signing in counts."""
    within = settings.HUB_CONFIRM_WITHIN
    if within is None:
        return True
    since = time.time() - within
    recent = {record.get("method") for record in _records(request) if record["at"] > since}
    if "mfa" in recent:
        return True
    return "code" in recent and not has_second_factor(request.user)


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records


# What allauth tells


def on_added(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    """Whoever added a factor has just used it."""
    _note("add", user, authenticator)
    if authenticator.type == RECOVERY_CODES:
        _show_new_codes(request, authenticator)
    else:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def on_reset(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    _note("renew", user, authenticator)
    _show_new_codes(request, authenticator)


def on_removed(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    _note("remove", user, authenticator)


def on_used(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    """Who signs in with recovery codes is told how many are left."""
    if authenticator.type != RECOVERY_CODES:
        return
    left = len(authenticator.wrap().get_unused_codes())
    said = ngettext(
        "You used a recovery code. %(left)s is left.",
        "You used a recovery code. %(left)s are left.",
        left,
    )
    messages.warning(request, said % {"left": left})


def _note(verb: str, user: User, authenticator: Authenticator) -> None:
    from hub.actions.security import note_factor

    note_factor(by=user, person=user, verb=verb, factor=str(authenticator.type))


def _show_new_codes(request: HttpRequest, authenticator: Authenticator) -> None:
    request.session[NEW_CODES] = {"pk": authenticator.pk, "at": time.time()}


def new_codes(request: HttpRequest) -> list[str]:
    """The recovery codes that this session made and may still show; none otherwise."""
    from allauth.mfa.models import Authenticator

    made = request.session.get(NEW_CODES)
    if not made or made["at"] < time.time() - NEW_CODES_SHOWN:
        return []
    codes = Authenticator.objects.filter(
        pk=made["pk"], user_id=request.user.pk, type=RECOVERY_CODES
    ).first()
    return codes.wrap().get_unused_codes() if codes else []


def connect() -> None:
    from allauth.mfa import signals

    signals.authenticator_added.connect(on_added, dispatch_uid="hub.second_factor")
    signals.authenticator_reset.connect(on_reset, dispatch_uid="hub.second_factor")
    signals.authenticator_removed.connect(on_removed, dispatch_uid="hub.second_factor")
    signals.authenticator_used.connect(on_used, dispatch_uid="hub.second_factor")
