"""Background work of mail."""

from __future__ import annotations

from django_tasks import task

# Minutes between two looks.
LOOKING_EVERY = 1


@task()
def look_into_mailbox() -> int:
    """Take in what is unread in the mailbox of replies; how many mails."""
    from discussions.mailed import mailbox

    return mailbox.look()
