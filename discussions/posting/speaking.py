"""For whom an author speaks: what they may choose, and what they may not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from discussions.models import Capacity, Topic
from discussions.permissions import can_moderate_topic
from hub.actions import Refused
from hub.models import Organisation, Role, User
from hub.querysets import OrganisationQuerySet

# Who speaks as the house itself shows by name that it does.
OF_THE_HOUSE = (Capacity.MODERATOR, Capacity.SECRETARIAT)


def organisations_of(author: User) -> OrganisationQuerySet:
    """The organisations that may stand beside an author's name, or speak through them: verified
    ones whose member they are, as for what is submitted in their name."""
    return Organisation.objects.submitting_for(author).verified()


def capacities_of(
    author: User, topic: Topic, *, has_organisation: bool, moderates: bool | None = None
) -> list[Capacity]:
    """In which capacities somebody may speak in a topic, the usual one first."""
    if moderates is None:
        moderates = can_moderate_topic(author, topic)
    allowed = [Capacity.PERSONAL]
    if has_organisation:
        allowed.append(Capacity.ORGANISATION)
    if moderates:
        allowed.append(Capacity.MODERATOR)
    if author.has_role(Role.SECRETARIAT):
        allowed.append(Capacity.SECRETARIAT)
    return allowed


def refuse_unfit(
    author: User,
    topic: Topic,
    capacity: str,
    organisation: Organisation | None,
    *,
    name_withheld: bool,
) -> None:
    """`Refused`, beside the field, where the author may not speak so. Who speaks for themselves
    alone costs no query."""
    if capacity not in Capacity.values:
        raise Refused({"capacity": _("Choose one of these.")})
    if organisation is not None and not (
        organisations_of(author).filter(pk=organisation.pk).exists()
    ):
        raise Refused({"organisation": _("You cannot name this organisation beside your post.")})
    if capacity == Capacity.ORGANISATION and organisation is None:
        raise Refused({"organisation": _("Choose the organisation that you speak for.")})
    if capacity == Capacity.MODERATOR and not can_moderate_topic(author, topic):
        raise Refused({"capacity": _("You do not moderate this space.")})
    if capacity == Capacity.SECRETARIAT and not author.has_role(Role.SECRETARIAT):
        raise Refused({"capacity": _("You do not belong to the secretariat.")})
    if not name_withheld:
        return
    if not topic.space.may_withhold_names:
        raise Refused({"name_withheld": _("Names cannot be withheld in this space.")})
    if capacity in OF_THE_HOUSE:
        raise Refused(
            {"name_withheld": _("Who speaks as moderator or for the secretariat is named.")}
        )
