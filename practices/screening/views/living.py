"""`/<language>/secretariat/practices/<pk>/`: what became of a practice, and taking it out of the
public or bringing it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub.forms.keyed import KeyedForm
from hub.views.signed_in import signed_in
from practices.models import Practice, ScreeningEvent
from practices.screening import actions, moves
from practices.screening.forms.living import TakeAwayForm
from practices.screening.views.queue import secretariat_only

VERBS: dict[str, tuple[Any, type[KeyedForm]]] = {
    "withdraw": (actions.withdraw, TakeAwayForm),
    "archive": (actions.archive, TakeAwayForm),
    "unarchive": (actions.unarchive, KeyedForm),
}


@never_cache
@signed_in
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    secretariat_only(request)
    row = get_object_or_404(Practice.objects.select_related("organisation"), pk=pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {
        verb: form(request.POST if verb == do else None, auto_id=f"{verb}-%s")
        for verb, (_run, form) in VERBS.items()
        if verb == do or moves.is_allowed(verb, request.user, row)
    }
    form = forms.get(do)
    if form is not None and form.is_valid():
        run, _form = VERBS[do]
        said = {"reason": form.cleaned_data["reason"]} if "reason" in form.fields else {}
        if form.carry_out(run, by=request.user, practice=row, **said):
            back = do == "unarchive"
            said_now = _("It is public again.") if back else _("It is out of the public.")
            messages.success(request, said_now)
            return redirect("practices:practice-standing", pk)
    texts = {text.language: text for text in row.texts.all()}
    context = {
        "practice": row,
        "text": texts.get(row.original_language) or next(iter(texts.values()), None),
        "forms": forms,
        "rounds": row.rounds.order_by("-number"),
        "events": ScreeningEvent.objects.filter(practice=row)
        .select_related("by", "round")
        .order_by("-at", "-pk"),
    }
    status = 422 if form is not None else 200
    return render(request, "practices/screening/practice.html", context, status=status)
