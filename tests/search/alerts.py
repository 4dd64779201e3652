"""Saved searches for tests, and what the worker does about them."""

from __future__ import annotations

from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from hub.models import User
from search.alerts import actions, asking
from search.models import SavedSearch
from tests.hub.reading import worked_off


def saves(who: User, parameters: str = "q=quay", **facts: Any) -> SavedSearch:
    """A person saves a search of the practices, of which they want to hear at once."""
    facts = {"place": "practices", "language": "en", "name": "At the quay", **facts}
    facts.setdefault("frequency", "instant")
    answer = actions.save(by=who, parameters=parameters, **facts)
    return SavedSearch.objects.get(pk=answer["search"])


def told() -> list[Any]:
    """What is mailed when the worker has told the news."""
    mail.outbox.clear()
    with worked_off():
        asking.tell()
    return list(mail.outbox)


def to(mails: list[EmailMultiAlternatives]) -> list[str]:
    return sorted(each.to[0] for each in mails)
