"""The search engine inside the hub's own database: full-text index, bitmaps, and what is
remembered of them."""

from __future__ import annotations


def forget() -> None:
    """Drop everything that the process remembers; for measuring."""
    from search.engines.embedded import alike, frequencies, memory, spelling

    forget_queries()
    alike.forget()
    memory.forget()
    frequencies.forget()
    spelling.forget()


def forget_queries() -> None:
    """Drop what was found for words; for measuring."""
    from search.engines.embedded import ranking
    from search.engines.embedded.words import tsvector

    ranking.forget()
    tsvector.forget()
