"""What a reader sees, and what the worker does after a commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bs4 import BeautifulSoup
from django.test import TestCase
from django_tasks import default_task_backend


def said(answer: Any) -> str:
    """The words of a page's main part, blanks folded."""
    main = BeautifulSoup(answer.content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ").split())


@contextmanager
def worked_off() -> Iterator[None]:
    """Commit at the end of the block, then do what was left to the worker, as it would."""
    default_task_backend.clear()
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield
    for each in list(default_task_backend.results):
        each.task.call(*each.args, **each.kwargs)
    default_task_backend.clear()
