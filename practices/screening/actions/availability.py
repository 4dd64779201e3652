"""What reviewers say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from hub import languages, vocabulary
from hub.actions import Act, Refused, action
from hub.models import Role
from practices.models import Reviewer


@action("screening.set-availability")
def set_availability(
    act: Act,
    *,
    languages_read: Sequence[str] = (),
    regions: Sequence[str] = (),
    objectives: Sequence[int] = (),
    is_available: bool = True,
    most_at_once: int = 5,
) -> dict[str, Any]:
    """Keep what a screener says of their own languages, knowledge and time; empty lists mean any.
    Refused before the secretariat has recorded on which side they stand."""
    person = act.user_or_none
    act.require(person is not None and person.has_role(Role.SCREENER))
    row = Reviewer.objects.select_for_update().filter(user=person).first()
    if row is None:
        raise Refused(_("The secretariat has not recorded yet on which side you stand."))
    try:
        row.languages = [languages.normalise(tag) for tag in languages_read]
    except ValueError as error:
        raise Refused({"languages_read": _("This is no language.")}) from error
    for name, values in (("region", regions), ("objective", objectives)):
        unknown = [each for each in values if each not in vocabulary.set_named(name)]
        if unknown:
            raise Refused({f"{name}s": _("“%(value)s” is not known.") % {"value": unknown[0]}})
    if not 1 <= most_at_once <= 50:
        raise Refused({"most_at_once": _("Choose a number from 1 to 50.")})
    row.regions, row.objectives = list(regions), list(objectives)
    row.is_available, row.most_at_once = is_available, most_at_once
    row.save()
    act.changed("reviewer", row.pk)
    return {"reviewer": row.pk}
