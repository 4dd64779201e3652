"""Background work of notices: by key, harmless when it runs twice."""

from __future__ import annotations

from django_tasks import task

# Minutes between two runs.
MAILING_EVERY = 5
FORGETTING_EVERY = 60


@task()
def mail_occasion(key: str) -> int:
    """Mail the notices of one occasion to who wants them at once; how many mails went out."""
    from hub.notifications import mailing

    return mailing.mail_occasion(key)


@task()
def mail_due() -> int:
    """Mail everything that is due: digests, and what an earlier run left; how many went out."""
    from hub.notifications import mailing

    return mailing.mail_due()


@task()
def forget_old() -> int:
    """Clear notices older than a year; how many."""
    from hub.notifications import mailing

    return mailing.forget_old()
