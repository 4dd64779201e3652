"""One list of everything that waits for the secretariat, the oldest promise first.

A floor says in `AppConfig.ready` what may wait:

    inbox.register(
        Waiting(
            kind="eligibility",
            label=_("Eligibility checks"),
            rows=lambda viewer: ScreeningRound.objects.waiting_for_eligibility(viewer),
            promised="eligibility_due",
            since="submitted_at",
            item=eligibility_item,
        )
    )

`rows` brings what `item` needs (`select_related`, annotations), so that a page costs two queries
for each kind however many rows wait.
"""

from hub.inbox.registry import Item, Waiting, register

__all__ = ["Item", "Waiting", "register"]
