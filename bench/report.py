"""The table of all figures, and each bar with what was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bench import places
from bench.timing import Figure

Column = Mapping[str, Figure]
LARGE, SMALL = 100_000, 1_000
# (figure, the most that it may be) for the largest library; a negative one is the least.
BARS = (
    ("two words, top 20", 50),
    ("two words, all facets, cold", 250),
    ("two words, all facets, remembered", 20),
    ("page of a practice", 10),
    ("kept page, requests a second", -600),
    ("first visit, the heaviest", 80),
    ("first visit, requests", 8),
)
# Figures that may grow tenfold between SMALL and LARGE.
GROWING = ("list, all facets, cold", "list, all facets, remembered", "list of practices")
MOST_GROWTH = 10
# Of discussions: (figure, the most that it may be, or as a negative number the least, where).
TALK_BARS = (
    ("50 posts of 50", 10, places.EMBEDDED),
    ("50 posts of 2,000", 10, places.EMBEDDED),
    ("memory of an idle socket, 1,000", 35, places.EMBEDDED),
    ("replies a second, 1 writer", -75, places.SCALE),
    ("replies a second, 8 writers", -130, places.SCALE),
)
# A page of a long topic against that of a short one, and the slow end of telling all sockets
# against that of a bare broadcast.
MOST_APART, MOST_BARE = 1.2, 2.0
CROWD = "1,000 sockets"


def column(read: Mapping[str, Mapping[str, Any]]) -> Column:
    return {name: Figure(**values) for name, values in read.items()}


def table(
    columns: Mapping[int, Column], heading: str = "CPU ms: median, slow end"
) -> Iterator[str]:
    """A line for each figure: median and slow end by size, and the last size against the first."""
    sizes = list(columns)
    names = list(dict.fromkeys(name for each in columns.values() for name in each))
    width = max(map(len, (*names, heading))) + 4
    yield (f"{heading:<{width}}" + "".join(f"{size:>18,}" for size in sizes) + f"{'growth':>9}")
    for name in names:
        cells = [_cell(columns[size].get(name)) for size in sizes]
        unit = next(each[name].unit for each in columns.values() if name in each)
        label = name if unit in ("ms", "") else f"{name}, {unit}"
        yield (
            f"{label:<{width}}"
            + "".join(f"{cell:>18}" for cell in cells)
            + _growth(columns[sizes[0]].get(name), columns[sizes[-1]].get(name))
        )


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    if figure.median == figure.slow:
        return f"{figure.median:,.2f}" + " " * 8
    return f"{figure.median:,.2f} {figure.slow:7,.1f}"


def _growth(first: Figure | None, last: Figure | None) -> str:
    if not first or not last or not first.median:
        return ""
    return f"{last.median / first.median:>8.1f}×"


def bars(columns: Mapping[int, Column]) -> Iterator[str]:
    """What was promised of the largest library that was measured, and what it is."""
    largest = max(columns)
    yield f"Bars, at {largest:,} practices" + (
        "" if largest == LARGE else f" (they are meant for {LARGE:,})"
    )
    for name, bar in BARS:
        figure = columns[largest][name]
        yield _bar(name, figure.median, abs(bar), least=bar < 0)
    if SMALL in columns and largest > SMALL:
        for name in GROWING:
            growth = columns[largest][name].median / columns[SMALL][name].median
            yield _bar(f"{name}, growth from {SMALL:,}", growth, MOST_GROWTH)


def talk_table(columns: Mapping[str, Column]) -> Iterator[str]:
    """As `table`, by where discussions were measured."""
    names = list(dict.fromkeys(name for each in columns.values() for name in each))
    width = max(map(len, names)) + 8
    yield f"{'Discussions: median, slow end':<{width}}" + "".join(f"{n:>24}" for n in columns)
    for name in names:
        unit = next(each[name].unit for each in columns.values() if name in each)
        label = name if unit in ("ms", "") else f"{name}, {unit}"
        cells = "".join(f"{_cell(each.get(name)):>24}" for each in columns.values())
        yield f"{label:<{width}}{cells}"


def talk_bars(columns: Mapping[str, Column]) -> Iterator[str]:
    """What was promised of discussions, and what it is."""
    yield "Bars of discussions"
    for name, bar, place in TALK_BARS:
        if place in columns:
            yield _bar(f"{name} ({place})", columns[place][name].median, abs(bar), least=bar < 0)
    for place, column in columns.items():
        apart = column["50 posts of 2,000"].median / column["50 posts of 50"].median
        yield _bar(f"a long topic's page to a short one's ({place})", apart, MOST_APART)
        bare = column[f"bare broadcast to {CROWD}"].slow
        told = column[f"one post to {CROWD}"].slow
        yield _bar(f"{CROWD}, slow end to a bare broadcast's ({place})", told / bare, MOST_BARE)


def _bar(name: str, value: float, bar: float, *, least: bool = False) -> str:
    held = value >= bar if least else value <= bar
    relation = "at least" if least else "at most"
    return f"  {'holds ' if held else 'MISSED'}  {name}: {value:,.2f}, {relation} {bar:,}"
