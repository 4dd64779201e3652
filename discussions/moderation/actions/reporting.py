"""Readers say that a post is against the rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import Post, Report
from discussions.moderation import words
from discussions.moderation.reasons import Reasons
from discussions.permissions import can_report
from discussions.telling import notices
from hub.actions import Act, Refused, action
from hub.models import User
from practices.screening.limits import refuse_long

LONGEST = 2_000


@action("moderation.report")
def report(
    act: Act, *, post: Post, reason: str, said: str = "", language: str = ""
) -> dict[str, Any]:
    """Say that a published post is against the rules; its moderators hear of it. reason: the key
    of one that is offered. said: in one's own words, in `language`.

    While somebody's report about a post is open there is no second one. Answers `{"report": pk}`.
    """
    row = (
        Post.objects.select_for_update(of=("self",)).select_related("topic__space").get(pk=post.pk)
    )
    act.require(can_report(act.user, row))
    reasons = Reasons()
    if reason not in {key for key, _label in reasons.choices()}:
        raise Refused({"reason": _("Choose a reason.")})
    reasons.refuse_unknown(reason, said, said_field="said")
    said = said.strip()
    refuse_long("said", said, LONGEST)
    # Two sendings at once are counted one after the other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=act.user.pk)
    own = Report.objects.filter(reporter=act.user)
    if own.open().filter(post=row).exists():
        raise Refused(_("You have reported this post already; a moderator will look at it."))
    day = timezone.now() - timedelta(days=1)
    if own.filter(created_at__gt=day).count() >= settings.HUB_REPORTS_A_DAY:
        raise Refused(
            _("You have reported as much as one person can in a day. Please write to us where it"
              " cannot wait.")
        )  # fmt: skip
    made = Report.objects.create(
        post=row, reporter=act.user, reason=reason, said=said,
        language=words.language_of(language),
    )  # fmt: skip
    notices.post_reported(act, made)
    act.details = {"post": row.pk}
    act.changed("report", made.pk)
    return {"report": made.pk}
