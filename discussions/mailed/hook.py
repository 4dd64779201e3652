"""`/mail/reply/`: where a mail provider posts each mail that arrives.

The mail is the body as it is (`message/rfc822`), or a field of a form: `message`, `body-mime` or
`email`, with the address that it was delivered to in `recipient`, `to` or `envelope`. Who posts
proves it by the secret (`HUB_REPLY_SECRET`): as a bearer token, as the password in the address of
the hook, or by `X-Hub-Signature-256: sha256=…`, the HMAC of the body. Answers 200 when the mail
needs not be sent again, whatever became of it, and says no more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from email.message import Message
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from discussions.mailed import addresses, taking_in

_MAIL_FIELDS = ("message", "body-mime", "email")
_RECIPIENT_FIELDS = ("recipient", "to", "envelope")
MOST_FIELDS = 200
_NAME = re.compile(rb'\bname="?([^";\r\n]+)')
# For the fields of a form beside the mail.
_AROUND = 100_000


@csrf_exempt
@never_cache
def reply(request: HttpRequest) -> HttpResponse:
    """`/mail/reply/`: take in one mail; not there while no secret is set."""
    if not settings.HUB_REPLY_SECRET or not addresses.is_on():
        # Else whoever asks is led on to a page of that name below a language.
        request.urlconf = "discussions.mailed.urls"
        return HttpResponse(status=404)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not _may_be_read(request):
        return HttpResponse(status=413)
    # Not `request.body`, whose limit is that of forms.
    body = request.read(settings.HUB_REPLY_BYTES + _AROUND + 1)
    if len(body) > settings.HUB_REPLY_BYTES + _AROUND:
        return HttpResponse(status=413)
    if not _is_proven(request, body):
        return HttpResponse(status=403)
    mail, recipients = _unpacked(request.META.get("CONTENT_TYPE", ""), body)
    if not mail:
        return HttpResponse(status=400)
    if len(mail) > settings.HUB_REPLY_BYTES:
        return HttpResponse(status=413)
    taking_in.take_in(mail, received_at=timezone.now(), recipients=recipients)
    return JsonResponse({"received": True})


def _may_be_read(request: HttpRequest) -> bool:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdecimal() and int(announced) <= settings.HUB_REPLY_BYTES + _AROUND


def _is_proven(request: HttpRequest, body: bytes) -> bool:
    secret = settings.HUB_REPLY_SECRET.encode()
    made, _equals, signature = request.headers.get("X-Hub-Signature-256", "").partition("=")
    if made == "sha256" and signature:
        digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(signature.lower().encode(errors="replace"), digest.encode())
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            _user, _colon, given = base64.b64decode(given).decode().partition(":")
        except (binascii.Error, ValueError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode(errors="replace"), secret)


def _unpacked(content_type: str, body: bytes) -> tuple[bytes, list[str]]:
    """The mail, and to whom it was delivered as far as a form says so."""
    kind = content_type.split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        fields = dict(_fields_of_form(content_type, body))
    elif kind == "application/x-www-form-urlencoded":
        try:
            pairs = parse_qsl(
                body.decode("latin-1"), encoding="latin-1", max_num_fields=MOST_FIELDS
            )
        except ValueError:
            pairs = []
        fields = {name: value.encode("latin-1") for name, value in pairs}
    else:
        return body, []
    mail = next((fields[name] for name in _MAIL_FIELDS if fields.get(name)), b"")
    recipients = [
        address
        for name in _RECIPIENT_FIELDS
        for address in _addresses(fields.get(name, b"").decode(errors="replace"))
    ]
    return mail, recipients


def _fields_of_form(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Byte for byte, and of any size: Django's own reader has a limit for what is no file."""
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_boundary("").encode(errors="replace")
    if not boundary:
        return
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:MOST_FIELDS]:
        head_of_part, _blank, payload = part.partition(b"\r\n\r\n")
        name = _NAME.search(head_of_part)
        if name:
            yield name[1].decode(errors="replace"), payload


def _addresses(written: str) -> list[str]:
    if written.startswith("{"):
        try:
            found = json.loads(written)
        except ValueError:
            return []
        named = found.get("to", []) if isinstance(found, dict) else []
        return [str(each) for each in named] if isinstance(named, list) else [str(named)]
    return [each.strip(" <>") for each in written.split(",")]
