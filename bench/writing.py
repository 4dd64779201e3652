"""What a change costs: publishing, and counting the words afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from bench.timing import Figure, cpu, one, wall
from hub.actions import system
from practices.actions import publish_text, save_text
from practices.models import PracticeText
from search.engines.embedded import frequencies


def figures() -> Iterator[tuple[str, Figure]]:
    text = PracticeText.objects.filter(live=True).first()
    numbers = count()

    def draft() -> None:
        content = {"summary": f"{text.summary} {next(numbers)}"}
        save_text(by=system, text=text, content=content)

    def publish() -> None:
        publish_text(by=system, text=text)

    yield "publish a text", cpu(publish, rounds=9, before=draft)
    yield "publish a text, by the clock", wall(publish, rounds=9, before=draft)
    # The words were not counted since the last publication.
    counted = wall(frequencies.refresh, rounds=1, before=lambda: None)
    yield "count the words again, by the clock", one(counted.median / 1000, "s")
