"""One decision about many posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from discussions.models import Deed, Post
from discussions.moderation.actions.decisions import DECISIONS, NotThisOne, Said
from discussions.moderation.changes import Superseded
from discussions.moderation.reasons import Reasons
from hub.actions import Act, Refused, action

MOST_AT_ONCE = 100
IN_BULK = (Deed.RELEASE, Deed.REFUSE, Deed.HIDE, Deed.WARN, Deed.DISMISS)


@action("moderation.act-on-many")
def act_on_many(
    act: Act,
    *,
    posts: Sequence[Post],
    deed: Deed,
    reason: str = "",
    note: str = "",
    language: str = "",
    seen: Sequence[str] = (),
) -> dict[str, Any]:
    """The same about several posts, for one reason: release, refuse, hide, warn or dismiss.

    seen: of each post, in their order, as in the other actions. Answers `{"done": [pk],
    "skipped": [pk]}`: skipped is what this cannot be done to, and what somebody else decided on
    meanwhile; nothing is done to these. Raises `NotAllowed` where one of them is not the
    moderator's, and then nothing is done at all.
    """
    if deed not in IN_BULK:
        raise Refused({"deed": _("Choose what to do.")})
    if not posts:
        raise Refused({"posts": _("Tick at least one post.")})
    if len(posts) > MOST_AT_ONCE:
        raise Refused({"posts": _("These are too many at once.")})
    reasons = Reasons()
    if deed in (Deed.REFUSE, Deed.HIDE, Deed.WARN):
        reasons.refuse_unknown(reason, note)
    seen = list(seen) or [""] * len(posts)
    done, skipped = [], []
    # In one order, so that two who act on the same posts at once do not lock each other up.
    for post, each in sorted(zip(posts, seen, strict=True), key=lambda pair: pair[0].pk):
        try:
            DECISIONS[deed](act, post, Said(reason, note, language, each), reasons)
        except (Superseded, NotThisOne):
            skipped.append(post.pk)
        else:
            done.append(post.pk)
    act.details = {"deed": str(deed), "done": done, "skipped": skipped}
    return {"done": done, "skipped": skipped}
