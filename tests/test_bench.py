"""`make bench` is seldom run: it must not fall behind what it measures."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import bench
from bench import report
from bench.timing import Figure

pytestmark = pytest.mark.house


def test_each_part_of_it_finds_what_it_measures() -> None:
    # `settings` would read those of a trial run into this process.
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "settings":
            importlib.import_module(f"bench.{module.name}")


def test_a_table_says_how_much_the_largest_costs_of_the_smallest() -> None:
    columns = {10_000: {"two words": Figure(2, 3)}, 100_000: {"two words": Figure(5, 9)}}
    heading, line = report.table(columns, "Search on SQLite, ms")
    assert heading.startswith("Search on SQLite, ms")
    assert line.split() == ["two", "words", "2.00", "3.0", "5.00", "9.0", "2.5×"]
