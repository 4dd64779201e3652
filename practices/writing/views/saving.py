"""Where the script of a page of the form saves while one types. Every answer is JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from hub.actions import NotAllowed, Refused
from practices import fields
from practices.actions import Stale
from practices.models import Practice
from practices.writing import saving
from practices.writing.conflicts import Conflict
from practices.writing.draft import Draft, Step
from practices.writing.forms import form_of

View = Callable[..., HttpResponse]


def says_why(view: View) -> View:
    """Answer whatever goes wrong as JSON with a sentence, which the page shows; nothing typed is
    lost by it. `again` says that the same may be sent again later."""

    @never_cache
    @csrf_exempt
    @require_POST
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _no(401, _("Sign in again; nothing is lost."), sign_in=reverse("account_login"))
        try:
            answer = csrf_protect(view)(request, *args, **kwargs)
        except SuspiciousOperation:
            # Django's word for a form that is too large or has too many parts.
            return _no(413, _("This is more than can be saved at once."))
        except Http404:
            return _no(404, _("This draft is not there any more."))
        except NotAllowed:
            return _no(403, _("You may read this draft, and may not change it."))
        except Refused as refused:
            return _no(422, " ".join(refused.messages.values()))
        except OperationalError:
            return _no(503, _("The hub is busy."), again=True)
        if answer.status_code == 403:
            return _no(403, _("The page was open too long. Reload it."), token=True)
        return answer

    return wrapper


def _no(status: int, sentence: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": sentence, **more}, status=status)


@says_why
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """`drafts/<pk>/save/`: takes the controls of one section as its page sends them, with `part`
    (`facts` or a language) and `section`. Answers what `saving.save` answers; 409 with both
    versions where somebody else saved another one."""
    practice = get_object_or_404(Practice.objects.drafts_visible_to(request.user), pk=pk)
    draft = Draft(practice)
    form = form_of(draft, _step(draft, request.POST), request.POST)
    form.is_valid()
    try:
        answer = saving.save(request.user, form)  # type: ignore[arg-type]  # signed in, see above
    except Stale as stale:
        return _two_versions(Conflict(form, stale, request.user))  # type: ignore[arg-type]  # as above
    return JsonResponse(answer)


def _step(draft: Draft, sent: Any) -> Step:
    part = str(sent.get("part", ""))
    try:
        section = fields.section(str(sent.get("section", "")))
    except fields.UnknownField as error:
        raise Http404 from error
    language = "" if part == fields.FACTS else part
    if section.of_text != bool(language) or (language and language not in draft.rows):
        raise Http404
    return Step(draft.pk, section, language)


def _two_versions(conflict: Conflict) -> JsonResponse:
    saved = {
        two.field.name: {
            "label": two.field.label(),
            "saved": two.saved,
            "lang": two.tag,
            "dir": two.direction,
        }
        for two in conflict.fields
    }
    return _no(
        409,
        _("Somebody else saved another version meanwhile."),
        number=conflict.seen,
        by=str(conflict.by) if conflict.by else "",
        own=conflict.is_own,
        at=conflict.at.isoformat() if conflict.at else "",
        base=conflict.hashes,
        theirs=saved,
    )
