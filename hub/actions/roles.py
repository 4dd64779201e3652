"""Roles of the hub as a whole: screener, moderator, secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from hub.actions.core import Act, Refused, action
from hub.models import Role, User
from hub.permissions import can_appoint


@action("role.give")
def give_role(act: Act, *, person: User, role: str) -> dict[str, Any]:
    """Make a person a screener, a moderator or one of the secretariat."""
    act.require(can_appoint(act.user, person))
    if not person.is_active:
        raise Refused(_("This account is closed."))
    person.groups.add(_locked_group(role))
    return _changed(act, person, role)


@action("role.take")
def take_role(act: Act, *, person: User, role: str) -> dict[str, Any]:
    """End a person's role. The last one of the secretariat keeps it: nobody could give it again."""
    act.require(can_appoint(act.user, person))
    group = _locked_group(role)
    others = User.objects.filter(groups=group, is_active=True).exclude(pk=person.pk)
    if role == Role.SECRETARIAT and not others.exists():
        raise Refused(_("This is the last one of the secretariat. Give the role to another first."))
    person.groups.remove(group)
    return _changed(act, person, role)


def _locked_group(role: str) -> Group:
    """Locked, so that two of the secretariat cannot take the role from each other at once."""
    name = Role(role).value
    Group.objects.get_or_create(name=name)
    return Group.objects.select_for_update().get(name=name)


def _changed(act: Act, person: User, role: str) -> dict[str, Any]:
    act.details = {"role": role}
    act.changed("person", person.pk)
    # An instance reads its roles once; they are other ones now.
    person.__dict__.pop("roles", None)
    return {"person": person.pk, "role": role}
