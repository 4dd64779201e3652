"""What exchange tells the rest of the house when it starts."""

from __future__ import annotations

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hub import slots
from hub.files import registry
from practices.exchange.reading import KIND, ExchangeFiles
from practices.models import Practice


def register() -> None:
    """Called once, by `practices.apps`."""
    registry.use(KIND, ExchangeFiles())
    slots.fill("practices.form.tasks", task, order=30)


def task(context: Context, practice: Practice) -> SafeString:
    """The line of the task list that leads to files."""
    return render_to_string("practices/exchange/task.html", {"practice": practice})
