"""Background work of mail."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

# Minutes between two looks, and between two clearings.
LOOKING_EVERY = 1
FORGETTING_EVERY = 24 * 60


@task()
def look_into_mailbox() -> int:
    """Take in what is unread in the mailbox of replies; how many mails."""
    from discussions.mailed import mailbox

    return mailbox.look()


@task()
def forget_old() -> int:
    """Clear what was kept so that no mail is taken twice, where its address takes none any more;
    how many."""
    from discussions.models import MailedPost

    before = timezone.now() - timedelta(days=settings.HUB_REPLY_DAYS + 1)
    gone, _by_table = MailedPost.objects.filter(received_at__lt=before).delete()
    return gone
