"""What people do with their saved searches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.actions import Act, Refused, action
from hub.models import Frequency, Notice
from search.alerts import places, telling
from search.alerts.permissions import can_change_search
from search.models import SavedSearch

AREA = "saved-search"
# Of one person.
MOST = 100
# How long a deleted one can be brought back.
KEPT = timedelta(days=30)


@action("search.save")
def save(
    act: Act, *, place: str, parameters: str, language: str, name: str, frequency: str
) -> dict[str, Any]:
    """Keep a search; one that is kept stays as it is. Answers `{"search": 7, "new": true}`."""
    act.require(act.user_or_none is not None)
    found = places.named(place)
    if found is None:
        raise Refused(_("Choose one of the answers."))
    # However the address came, the same search is the same.
    parameters = places.kept(place, parameters).parameters
    own = SavedSearch.objects.of(act.user).kept()
    if known := own.filter(place=place, parameters=parameters).first():
        return {"search": known.pk, "new": False}
    if own.count() >= MOST:
        said = ngettext(
            "You have saved %(count)s search already, which is the most. Delete one first.",
            "You have saved %(count)s searches already, which is the most. Delete one first.",
            MOST,
        )
        raise Refused(said % {"count": MOST})
    search = SavedSearch.objects.create(
        user=act.user, place=place, parameters=parameters, language=language,
        name=name, frequency=frequency,
    )  # fmt: skip
    act.changed(AREA, search.pk)
    return {"search": search.pk, "new": True}


@action("search.change")
def change(act: Act, *, search: SavedSearch, name: str, frequency: str) -> dict[str, Any]:
    """Another name, another frequency; what waits to be mailed goes by the new one."""
    act.require(can_change_search(act.user, search))
    SavedSearch.objects.filter(pk=search.pk).update(name=name, frequency=frequency)
    _rhythm_of_waiting(search, Frequency(frequency))
    act.changed(AREA, search.pk)
    return {"search": search.pk}


@action("search.stop")
def stop(act: Act, *, search: SavedSearch) -> dict[str, Any]:
    """No mail about it any more; it stays saved, and what is new is told under the bell."""
    act.require(can_change_search(act.user, search))
    SavedSearch.objects.filter(pk=search.pk).update(frequency=Frequency.OFF)
    _rhythm_of_waiting(search, Frequency.OFF)
    act.changed(AREA, search.pk)
    return {"search": search.pk}


@action("search.delete")
def delete(act: Act, *, search: SavedSearch) -> dict[str, Any]:
    """Take it away; for a while it can be brought back."""
    act.require(can_change_search(act.user, search))
    own = SavedSearch.objects.filter(pk=search.pk)
    changed = own.kept().update(deleted_at=timezone.now())
    _rhythm_of_waiting(search, Frequency.OFF)
    act.changed(AREA, search.pk)
    return {"search": search.pk, "changed": bool(changed)}


@action("search.restore")
def restore(act: Act, *, search: SavedSearch) -> dict[str, Any]:
    """Bring a deleted one back, unless the same search was saved anew meanwhile. What was
    published in between is not told."""
    act.require(can_change_search(act.user, search))
    kept = SavedSearch.objects.of(act.user).kept().exclude(pk=search.pk)
    if kept.filter(place=search.place, parameters=search.parameters).exists():
        return {"search": search.pk, "changed": False}
    gone = SavedSearch.objects.filter(pk=search.pk, deleted_at__isnull=False)
    changed = gone.update(deleted_at=None)
    act.changed(AREA, search.pk)
    return {"search": search.pk, "changed": bool(changed)}


def _rhythm_of_waiting(search: SavedSearch, frequency: Frequency) -> None:
    """Have the notices that wait because of a search mailed as often as it says now."""
    waiting = Notice.objects.filter(
        Q(settled_at__isnull=True, recipient=search.user_id, kind=telling.KIND),
        data__search=search.pk,
    )
    waiting.update(rhythm=frequency)


def forget() -> int:
    """Delete for good what nobody brought back; how many."""
    old = SavedSearch.objects.filter(deleted_at__lt=timezone.now() - KEPT)
    gone, _by_table = old.delete()
    return gone
