"""`/<language>/spaces/moderation/`: what waits for a moderator, and deciding on several at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from discussions.models import Deed, Post, PostState
from discussions.moderation import actions, queue
from discussions.moderation.forms import BulkForm, QueueFilterForm
from discussions.moderation.reasons import Reasons
from discussions.moderation.topics import titles
from discussions.moderation.views.access import moderators_only, space_asked
from hub import languages
from hub.forms.keyed import sent
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

PER_PAGE = 20


@private
@signed_in
def moderation(request: HttpRequest) -> HttpResponse:
    moderators_only(request)
    reasons = Reasons()
    bulk = BulkForm(sent(request), reasons=reasons, auto_id="bulk-%s")
    ticked = request.POST.getlist("post")
    if request.method == "POST" and _carry_out(request, bulk, ticked):
        return redirect(request.get_full_path())
    waiting = queue.waiting(request.user)
    filters = _filters(request, waiting)
    wanted = filters.wanted
    page = Paginator(_narrowed(waiting, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": filters,
        "page": page,
        "rows": queue.rows(page.object_list, reasons),
        "ticked": set(ticked),
        "bulk": bulk,
        "turn": lambda number: _address(wanted, number),
        "here": _address(wanted, page.number),
    }
    status = 422 if bulk.is_bound else 200
    return render(request, "discussions/moderation/queue.html", context, status=status)


def _carry_out(request: HttpRequest, form: BulkForm, ticked: list[str]) -> bool:
    """Whether the decision that was sent was carried out; what is wrong stands in the form."""
    if not form.is_valid():
        return False
    # A box is worth the key of its post and what its writer saw of it.
    seen = {}
    for each in ticked[: 2 * PER_PAGE]:
        pk, _colon, token = each.partition(":")
        if pk.isascii() and pk.isdecimal() and len(pk) < 18:
            seen[int(pk)] = token[:40]
    posts = list(Post.objects.moderated_by(request.user).filter(pk__in=seen).order_by("pk"))
    given = form.given
    answer = form.carry_out(
        actions.act_on_many,
        by=request.user,
        posts=posts,
        deed=Deed(form.cleaned_data["deed"]),
        reason=given["reason"],
        note=given["note"],
        language=given["language"],
        seen=[seen[each.pk] for each in posts],
    )
    if answer is None:
        return False
    done, skipped = len(answer["done"]), len(answer["skipped"])
    if done:
        said = ngettext("Done with %(number)s post.", "Done with %(number)s posts.", done)
        messages.success(request, said % {"number": done})
    if skipped:
        said = ngettext(
            "%(number)s post was left as it is: somebody was faster, or this cannot be done to it.",
            "%(number)s posts were left as they are: somebody was faster, or this cannot be done to"
            " them.",
            skipped,
        )
        messages.warning(request, said % {"number": skipped})
    return True


def _filters(request: HttpRequest, waiting: QuerySet[Post]) -> QueueFilterForm:
    """Offers the spaces and languages of which something waits, and the space that is asked for."""
    found = waiting.order_by().values_list("topic__space", "language").distinct()
    pairs = list(found)
    names = titles({space for space, _language in pairs} | space_asked(request))
    here = languages.current().code
    return QueueFilterForm(
        request.GET,
        spaces=sorted(((pk, name.text) for pk, name in names.items()), key=lambda pair: pair[1]),
        spoken=sorted(
            {(code, languages.language_name(code, here)) for _space, code in pairs},
            key=lambda pair: pair[1],
        ),
    )


def _narrowed(waiting: QuerySet[Post], wanted: dict[str, Any]) -> QuerySet[Post]:
    if wanted.get("kind") == queue.HELD:
        waiting = waiting.filter(state=PostState.HELD)
    elif wanted.get("kind") == queue.REPORTED:
        waiting = waiting.exclude(state=PostState.HELD)
    if "space" in wanted:
        waiting = waiting.filter(topic__space=wanted["space"])
    if "language" in wanted:
        waiting = waiting.filter(language=wanted["language"])
    newest = wanted.get("order") == "newest"
    order = ("-waiting_since", "-pk") if newest else ("waiting_since", "pk")
    return queue.with_all(waiting.order_by(*order))


def _address(wanted: dict[str, Any], number: int) -> str:
    query = wanted | ({"page": number} if number > 1 else {})
    return reverse("discussions:moderation") + (f"?{urlencode(query)}" if query else "")
