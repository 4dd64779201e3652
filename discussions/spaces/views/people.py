"""Who is in a space, for those who keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.models import Space, SpaceInvitation, Visibility
from discussions.permissions import can_open_spaces
from discussions.spaces import actions
from discussions.spaces.forms.people import OrganisationForm, PersonForm
from discussions.spaces.views.keeping import form_page
from discussions.spaces.views.reading import crumbs_to, moderated_space, visible_space
from hub.actions import NotAllowed, Refused
from hub.forms.keyed import KeyedForm, sent
from hub.models import Organisation, User
from hub.views.confirming import confirm_first
from hub.views.signed_in import signed_in

# How many organisations of a name are offered.
MOST_FOUND = 20
PER_PAGE = 100
# What the buttons beside somebody do, by the value of `do`.
BUTTONS = {
    "member-remove": actions.remove_member,
    "moderator-add": actions.add_moderator,
    "moderator-remove": actions.remove_moderator,
}


@signed_in
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/people/`: members, moderators, organisations, invitations. POST
    `do` says which of the page's forms and buttons it is."""
    space = moderated_space(request, slug)
    # Other rights are given here; reading is free.
    confirm_first(request, only_sent=True)
    do = request.POST.get("do", "")
    forms = {
        "person": PersonForm(request.POST if do == "person" else None),
        "organisation": OrganisationForm(
            request.POST if do == "organisation" else None, auto_id="organisation-%s"
        ),
    }
    may_add_people = can_open_spaces(request.user)
    found: list[Organisation] = []
    wrong = False
    if request.method == "POST":
        try:
            if do == "person" and may_add_people:
                done = _add_person(request, space, forms["person"])
            elif do == "organisation":
                done, found = _add_organisation(request, space, forms["organisation"])
            else:
                done = _press(request, space, do)
        except Refused as refusal:
            messages.error(request, str(refusal))
            done = False
        if done:
            messages.success(request, _("Saved."))
            return redirect("discussions:space-people", space.slug)
        wrong = True
    members = space.members.filter(ended_at__isnull=True).select_related("user")
    page = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    moderators = list(space.moderators.select_related("user"))
    context: dict[str, Any] = {
        "space": space,
        "page": page,
        "members": page.object_list,
        "moderators": moderators,
        "moderator_keys": {each.user_id for each in moderators},
        "organisations": space.organisations.select_related("organisation"),
        "invitations": space.invitations.standing().select_related("topic")[:200],
        "person_form": forms["person"] if may_add_people else None,
        "organisation_form": forms["organisation"],
        "found": found,
        "crumbs": crumbs_to(space),
    }
    status = 422 if wrong else 200
    return render(request, "discussions/spaces/people.html", context, status=status)


@signed_in
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/leave/`: a member's own way out."""
    space = visible_space(request, slug)
    if not space.members.filter(user=request.user.pk, ended_at__isnull=True).exists():
        raise NotAllowed
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(
        actions.remove_member, by=request.user, space=space, person=request.user
    ):
        messages.success(request, _("You are no longer a member of the space."))
        return redirect("discussions:spaces")
    return form_page(
        request,
        form,
        title=_("Leave the space"),
        lead=_("What you wrote in it stays. To come back you need an invitation.")
        if space.visibility != Visibility.PUBLIC
        else _("What you wrote in it stays, and you can go on reading it."),
        button=_("Leave"),
        crumbs=crumbs_to(space),
        back=reverse("discussions:space", args=[space.slug]),
    )


def _add_person(request: HttpRequest, space: Space, form: KeyedForm) -> bool:
    if not form.is_valid():
        return False
    person = User.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
    if person is None:
        form.add_error("email", _("No account has this address. You can invite it by mail."))
        return False
    chosen = form.cleaned_data["part"]
    run = actions.add_moderator if chosen == "moderator" else actions.add_member
    return form.carry_out(run, by=request.user, space=space, person=person) is not None


def _add_organisation(
    request: HttpRequest, space: Space, form: KeyedForm
) -> tuple[bool, list[Organisation]]:
    """Whether one was invited; else those among which the name leaves a choice."""
    known = Organisation.objects.visible_to(request.user).order_by("name", "pk")
    chosen = _number(request.POST.get("choice", ""))
    if chosen:
        found = list(known.filter(pk=chosen))
    elif not form.is_valid():
        return False, []
    else:
        name = form.cleaned_data["organisation"]
        found = list(known.filter(name__iexact=name)[:2])
        if len(found) != 1:
            found = list(known.filter(name__icontains=name)[:MOST_FOUND])
    if len(found) == 1:
        actions.invite_organisation(
            by=request.user, key=request.POST.get("key"), space=space, organisation=found[0]
        )
        return True, []
    if form.is_valid():
        said = _("Several have this name; choose one.") if found else _("None has this name.")
        form.add_error("organisation", said)
    return False, found


def _press(request: HttpRequest, space: Space, do: str) -> bool:
    """A button beside a row; False where there is no such row or button."""
    given = {"by": request.user, "key": request.POST.get("key")}
    number = _number(request.POST.get("of", ""))
    if do in BUTTONS:
        person = User.objects.filter(pk=number).filter(_within(space)).first()
        if person is not None:
            BUTTONS[do](space=space, person=person, **given)  # type: ignore[arg-type]  # by and key
            return True
    elif do == "organisation-remove":
        organisation = Organisation.objects.filter(
            pk=number, invited_to_spaces__space=space
        ).first()  # fmt: skip
        if organisation is not None:
            actions.take_organisation_out(space=space, organisation=organisation, **given)  # type: ignore[arg-type]  # by and key
            return True
    elif do == "invitation-withdraw":
        invitation = SpaceInvitation.objects.filter(pk=number, space=space).first()
        if invitation is not None:
            actions.withdraw_invitation(invitation=invitation, **given)  # type: ignore[arg-type]  # by and key
            return True
    return False


def _within(space: Space) -> Any:
    """Nobody is asked about who is not in the space: that would tell which accounts there are."""
    return Q(space_memberships__space=space, space_memberships__ended_at__isnull=True) | Q(
        moderated_spaces__space=space
    )


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0
