"""`/<language>/secretariat/screening/<round>/`: one round for the secretariat, and giving several
out at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub.actions import KeyReused, NotAllowed, Refused
from hub.forms.keyed import KeyedForm, new_key
from hub.models import User
from hub.views.signed_in import signed_in
from practices.models import Finding, ScreeningEvent, ScreeningRound
from practices.screening import actions, balance, moves, rules
from practices.screening.candidates import Candidates
from practices.screening.findings import side_by_side
from practices.screening.forms.assigning import AssignForm, FewerForm, OneReviewerForm
from practices.screening.queues import rows_of, with_titles
from practices.screening.submission import Submission, earlier_rounds, rounds_to_show
from practices.screening.views.queue import secretariat_only
from practices.screening.views.reading import changes_since

MOST_AT_ONCE = 50


def decidable_round(request: HttpRequest, pk: int) -> ScreeningRound:
    """The round with all that its page shows. 403 for whoever is not of the secretariat, 404 for
    a practice that the reader has a part in."""
    secretariat_only(request)
    found: ScreeningRound = get_object_or_404(
        rounds_to_show()
        .prefetch_related("assignments__reviewer")
        .filter(pk__in=ScreeningRound.objects.decidable_by(request.user).values("pk")),
        pk=pk,
    )
    return found


@never_cache
@signed_in
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    round = decidable_round(request, pk)
    (row,) = rows_of(ScreeningRound.objects.filter(pk=pk))
    forms = _Forms(request, round)
    if request.method == "POST":
        if forms.run():
            return redirect("practices:screening-decide", pk)
        # The form below shows what is there now, with what was refused beside it.
        round = decidable_round(request, pk)
    return _page(request, round, forms, row)


def _page(request: HttpRequest, round: ScreeningRound, forms: _Forms, row: Any) -> HttpResponse:
    viewer, practice = request.user, round.practice
    panel = rules.panel_of(round)
    open_round = round.closed_at is None
    may = {
        verb: moves.is_allowed(verb, viewer, practice)
        and (open_round or verb in ("publish", "archive", "withdraw"))
        for verb in (
            "take_in", "pass_eligibility", "assign", "reassign", "allow_fewer", "ask_one_more",
            "request_changes", "accept", "decline", "publish",
        )
    }  # fmt: skip
    latest = practice.rounds.order_by("-number").values_list("pk", flat=True).first()
    may["publish"] = may["publish"] and latest == round.pk
    ended = [each for each in round.assignments.all() if each.state not in rules.STANDING]
    submission = Submission(round)
    before = earlier_rounds(round) if round.number > 1 else []
    # What was read already does not close again while one more is asked.
    all_spoke = bool(panel.spoken) and all(each.is_extra for each in panel.waiting)
    context = {
        "round": round,
        "row": row,
        "submission": submission,
        "panel": panel,
        "ended": ended,
        "may": may,
        "forms": forms,
        "all_spoke": all_spoke,
        "table": side_by_side(round, [each.pk for each in panel.spoken]) if all_spoke else None,
        "progress": _progress(panel) if panel.waiting else {},
        "not_yet": rules.why_not_decided(round) if may["accept"] else "",
        "not_met": rules.names_of(rules.standing_not_met(round)) if all_spoke else "",
        "nobody_reads": may["assign"] and not panel.is_whole and not forms.somebody_reads,
        "events": ScreeningEvent.objects.filter(practice=practice)
        .select_related("by", "round")
        .order_by("-at", "-pk"),
        "returned": list(round.returned.all()) if round.decision else [],
        "earlier": before,
        "changes": changes_since(before, round),
    }
    status = 422 if forms.failed else 200
    return render(request, "practices/screening/decide.html", context, status=status)


def _progress(panel: rules.Panel) -> dict[int, int]:
    """How many criteria each reviewer who reads has judged; not what they found."""
    counts: dict[int, int] = {}
    for assignment in Finding.objects.filter(assignment__in=panel.waiting).values_list(
        "assignment", flat=True
    ):
        counts[assignment] = counts.get(assignment, 0) + 1
    return counts


class _Forms:
    """The small forms of the page, one of which may have been sent: `do` says which."""

    def __init__(self, request: HttpRequest, round: ScreeningRound) -> None:
        self.request, self.round = request, round
        self.people = balance.candidates(round)
        self.suggested = {each.person.pk for each in balance.suggestion(round)}
        self.do = request.POST.get("do", "") if request.method == "POST" else ""
        self.failed = False
        people = [each.person for each in self.people]
        self.assign = AssignForm(
            self._data("assign"), people=people, initial={"reviewers": list(self.suggested)}
        )
        self.fewer = FewerForm(self._data("fewer"), auto_id="fewer-%s")
        self.one_more = OneReviewerForm(self._data("one-more"), people=people, auto_id="more-%s")
        self.reassign = OneReviewerForm(self._data("reassign"), people=people)
        self.plain = KeyedForm(self._data(self.do) if self.do in _PLAIN else None)

    def _data(self, name: str) -> Any:
        return self.request.POST if self.do == name else None

    @property
    def somebody_reads(self) -> bool:
        return any(each.reads for each in self.people)

    @property
    def ticked(self) -> set[int]:
        """Whom the form for assigning has ticked."""
        given = self.assign["reviewers"].value() or ()
        return {int(each) for each in given if str(each).isdecimal()}

    @property
    def reassigning(self) -> int:
        """The assignment whose form was sent in vain."""
        sent = self.request.POST.get("assignment", "") if self.failed else ""
        return int(sent) if sent.isdecimal() and len(sent) < 18 else 0

    def run(self) -> bool:
        """Carry out what was sent; whether that went well."""
        form, go = self._chosen()
        if not form.is_valid():
            self.failed = True
            return False
        answer = go(form)
        self.failed = answer is None
        if not self.failed:
            messages.success(self.request, _SAID[self.do]())
        for reason in form.non_field_errors():
            messages.error(self.request, str(reason))
        return not self.failed

    def _chosen(self) -> tuple[Any, Callable[[Any], Any]]:
        by, round = self.request.user, self.round
        if self.do in _PLAIN:
            payload = {"practice": round.practice} if self.do == "publish" else {"round": round}
            return self.plain, lambda form: form.carry_out(_PLAIN[self.do], by=by, **payload)
        if self.do == "assign":
            return self.assign, lambda form: form.carry_out(
                actions.assign, by=by, round=round, reviewers=list(form.cleaned_data["reviewers"]),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        if self.do == "fewer":
            return self.fewer, lambda form: form.carry_out(
                actions.allow_fewer, by=by, round=round, reason=form.cleaned_data["reason"]
            )
        if self.do == "one-more":
            return self.one_more, lambda form: form.carry_out(
                actions.ask_one_more, by=by, round=round, reviewer=form.cleaned_data["reviewer"]
            )
        if self.do == "reassign":
            sent = self.request.POST.get("assignment", "")
            assignment = next(
                (each for each in round.assignments.all() if str(each.pk) == sent), None
            )
            if assignment is None:
                raise Http404
            assignment.round = round
            return self.reassign, lambda form: form.carry_out(
                actions.reassign, by=by, assignment=assignment,
                reviewer=form.cleaned_data["reviewer"],
            )  # fmt: skip
        raise Http404


_PLAIN: dict[str, Any] = {
    "take-in": actions.take_in,
    "pass": actions.pass_eligibility,
    "publish": actions.publish,
}
_SAID: dict[str, Callable[[], str]] = {
    "take-in": lambda: _("You are checking whether it is eligible."),
    "pass": lambda: _("It is eligible. Choose reviewers now."),
    "publish": lambda: _("It is published, and its people are told."),
    "assign": lambda: _("The reviewers are asked."),
    "fewer": lambda: _("The reason is recorded, and shown to the submitter."),
    "one-more": lambda: _("One more reviewer is asked."),
    "reassign": lambda: _("It was given to somebody else."),
}


# Several at once


@never_cache
@signed_in
def assign_several(request: HttpRequest) -> HttpResponse:
    """`/<language>/secretariat/screening/assign/?round=1&round=2`: reviewers for each of the
    rounds that were ticked; what came of each is told."""
    secretariat_only(request)
    given = request.POST if request.method == "POST" else request.GET
    keys = [int(each) for each in given.getlist("round") if each.isdecimal() and len(each) < 18]
    rounds = list(
        ScreeningRound.objects.decidable_by(request.user)
        .filter(pk__in=keys[:MOST_AT_ONCE])
        .select_related("practice__organisation")
        .prefetch_related("assignments")
    )
    if not rounds:
        messages.warning(request, _("Tick at least one round first."))
        return redirect("practices:screening-queue")
    rows = with_titles(rows_of(ScreeningRound.objects.filter(pk__in=[each.pk for each in rounds])))
    candidates = Candidates(rounds, rows)
    by_key = {each.pk: each for each in rounds}
    if request.method == "POST":
        outcomes = [_assign_one(request, by_key[row.pk], row) for row in rows]
        context: dict[str, Any] = {"outcomes": outcomes}
        return render(request, "practices/screening/assigned.html", context)
    lines = []
    for row in rows:
        round = by_key[row.pk]
        # The reader runs all of these; what is left is whether their state lets them go.
        can = row.is_open and round.practice.state in moves.BY_VERB["assign"].sources
        suggested = {each.person.pk for each in candidates.suggested(round)} if can else set()
        lines.append((row, candidates.of(round) if can else [], suggested, can))
    context = {
        "lines": lines,
        "key": new_key(),
    }
    return render(request, "practices/screening/assign.html", context)


def _assign_one(request: HttpRequest, round: ScreeningRound, row: Any) -> tuple[Any, str, bool]:
    """What came of one of several: the row, a sentence, and whether it went well."""
    chosen = [
        each
        for each in request.POST.getlist(f"reviewers-{round.pk}")
        if each.isdecimal() and len(each) < 18
    ]
    if not chosen:
        return row, _("Nobody was chosen; nothing changed."), True
    people = list(User.objects.filter(pk__in=[int(each) for each in chosen[:20]]))
    key = request.POST.get("key", "")
    try:
        actions.assign(
            by=request.user,
            key=f"{key}-{round.pk}" if key else None,
            round=round,
            reviewers=people,
        )
    except NotAllowed:
        return row, _("You may not do this."), False
    except KeyReused:
        return row, _("You sent this page before with other names. Open it again."), False
    except Refused as refusal:
        return row, " ".join(str(each) for each in refusal.messages.values()), False
    names = _(", ").join(person.get_full_name() for person in people)
    return row, _("Asked: %(names)s.") % {"names": names}, True
