"""Rows as CSV and XLSX: whole, typed, and no cell of them a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hub import exports

HOSTILE = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\ttab", " =1", "  \u00a0=1",
    '"=1', "'=1", "' =1", '" "=1', "＝1", "＠SUM", "\u200b=1", "\u202a=1", "\ufeff=1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org?x="&A1,"see")', "\x00=1", "-5", "%0A=1",
]  # fmt: skip


def read_csv(response: Any) -> list[list[str]]:
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def read_xlsx(response: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(response.streaming_content))).active


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_a_program_could_run_is_written_as_a_text(text: str) -> None:
    rows = [[text, "beside"]]
    cell = read_csv(exports.csv("x", ["Head"], rows))[1][0]
    sheet = read_xlsx(exports.xlsx("x", ["Head"], rows))
    for written in (cell, sheet["A2"].value):
        assert written.startswith(("'", "%"))
    assert sheet["A2"].data_type == "s"


@pytest.mark.parametrize(
    "text", ["Plain", "a=b", "3 - 2", "«=»", "مثال", "例", "O'Neil", '"Said"', "", " ", "#1", "5%"]
)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert exports.harmless(text) == text


def test_numbers_days_and_nothing_keep_their_kind() -> None:
    east = timezone(timedelta(hours=3))
    row = [
        -5,
        2.5,
        Decimal("-1.25"),
        date(2026, 11, 25),
        datetime(2026, 11, 25, 2, tzinfo=east),
        None,
    ]
    assert read_csv(exports.csv("x", ["a"], [row]))[1] == [
        "-5", "2.5", "-1.25", "2026-11-25", "2026-11-24 23:00:00", "",
    ]  # fmt: skip
    cells = [cell.value for cell in read_xlsx(exports.xlsx("x", ["a"], [row]))[2]]
    assert cells[:3] == [-5, 2.5, -1.25]
    assert [str(cell) for cell in cells[3:5]] == ["2026-11-25 00:00:00", "2026-11-24 23:00:00"]


def test_headings_and_lazy_words_are_written_as_words_and_are_as_harmless() -> None:
    rows = [[gettext_lazy("Organisations"), "x\ud800y\x01", "l" * 40_000]]
    sheet = read_xlsx(exports.xlsx("x", ["=1", gettext_lazy("Name")], rows, sheet="a/b:[c]"))
    assert [cell.value for cell in sheet[1]][:2] == ["'=1", "Name"]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert [sheet["A2"].value, sheet["B2"].value] == ["Organisations", "xy"]
    assert len(sheet["C2"].value) == exports.LONGEST_CELL
    assert len(read_csv(exports.csv("x", ["=1"], rows))[1][2]) == exports.LONGEST_CELL


def test_the_answer_is_a_file_for_one_reader_with_a_name_that_says_what_and_when() -> None:
    day = datetime.now(UTC).date().isoformat()
    for response, ending, kind in (
        (exports.csv("Écran / inbox", [], []), "csv", "text/csv; charset=utf-8"),
        (exports.xlsx("Écran / inbox", [], []), "xlsx", exports.XLSX),
    ):
        assert (
            response["Content-Disposition"] == f'attachment; filename="ecran-inbox-{day}.{ending}"'
        )
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))


@given(st.text(max_size=30))
def test_no_text_at_all_begins_like_a_formula(text: str) -> None:
    written = str(exports.harmless(text))
    # What a program may drop before it looks: the mark of a text stops it.
    seen = written if written.startswith("'") else written.strip().lstrip('"')
    assert not seen.startswith(("=", "+", "-", "@", "\t", "\r"))
