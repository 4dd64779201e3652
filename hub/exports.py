"""Rows as a file for a spreadsheet: CSV and XLSX.

    return exports.csv("inbox", [_("What"), _("Days")], ([title, days] for …))

A spreadsheet program takes a text that begins like a formula for one, and runs it on the machine
of whoever opens the file. Such a text gets an apostrophe in front, as OWASP advises, in both
formats: an XLSX is often saved as CSV later. Numbers, days and moments are not texts and stay
what they are, also negative ones.

The file is made on the disk while the rows are read, so give an iterator that reads them in parts;
it is sent from there, and is never in memory whole.
"""

from __future__ import annotations

import csv as csv_format
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from hub.files.sending import FileAnswer
from hub.files.storage import BLOCK

Cell = str | Promise | int | float | Decimal | date | datetime | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What begins a formula in the spreadsheet programs in use; the wide forms are read as the narrow
# ones where Chinese and Japanese are typed.
FORMULA = tuple("=+-@＝＋－＠")
# Programs drop these in front of a cell, or the import does, before they look for a formula.
DROPPED = re.compile(r"^[\s\"'`’‘“”\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
# Neither format can hold them, and nobody can read them.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767


class Made(FileAnswer):
    """A file that was made for this answer, and is gone when it was sent."""

    def __init__(self, file: IO[bytes], name: str, content_type: str) -> None:
        self.file = file
        length = file.seek(0, io.SEEK_END)
        super().__init__(Path(name), 0, length, content_type=content_type)
        self["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        self["X-Content-Type-Options"] = "nosniff"
        self["Cache-Control"] = "private, no-store"
        # The length is that of the file: it is not packed on its way (`hub.files.sending`).
        self["Content-Encoding"] = "identity"

    def blocks(self) -> Iterator[bytes]:
        with self.file:
            self.file.seek(0)
            while block := self.file.read(BLOCK):
                yield block


def harmless(value: Cell) -> str | int | float | Decimal | date | datetime | None:
    """A cell that no spreadsheet program runs. What is not a text stays as it is."""
    if not isinstance(value, (str, Promise)):
        return value
    text = UNWRITABLE.sub("", str(value))
    # A tab or a line's end in front is how a cell breaks out of the one it was pasted into.
    if DROPPED.sub("", text).startswith(FORMULA) or text.startswith(("\t", "\r", "\n")):
        text = f"'{text}"
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def csv(name: str, headings: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Made:
    """A download in UTF-8 with the mark by which spreadsheet programs know it."""
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv_format.writer(text)
    for row in _with_headings(headings, rows):
        writer.writerow([_in_csv(harmless(cell)) for cell in row])
    text.detach()
    return Made(file, _filename(name, "csv"), CSV)


def _in_csv(value: Any) -> Any:
    """Moments in UTC, as every program reads them."""
    if isinstance(value, datetime):
        return _in_utc(value).strftime("%Y-%m-%d %H:%M:%S")
    return value


def xlsx(
    name: str, headings: Sequence[Cell], rows: Iterable[Sequence[Cell]], *, sheet: str = ""
) -> Made:
    """A download as a workbook of one sheet, whose head stays in sight."""
    book = Workbook(write_only=True)
    page = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", sheet).strip()[:31] or None)
    page.freeze_panes = "A2"
    for number, row in enumerate(_with_headings(headings, rows)):
        page.append([_in_sheet(page, harmless(cell), head=number == 0) for cell in row])
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    book.save(file)
    return Made(file, _filename(name, "xlsx"), XLSX)


def _in_sheet(page: Any, value: Any, *, head: bool) -> Any:
    if isinstance(value, datetime):
        # A sheet knows no time zones.
        value = _in_utc(value).replace(tzinfo=None, microsecond=0)
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        # A text is a text, whatever it looks like.
        cell.data_type = "s"
    if head:
        cell.font = Font(bold=True)
    return cell


def _with_headings(
    headings: Sequence[Cell], rows: Iterable[Sequence[Cell]]
) -> Iterator[Sequence[Cell]]:
    yield headings
    yield from rows


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if timezone.is_aware(value) else value


def _filename(name: str, ending: str) -> str:
    day = timezone.now().date().isoformat()
    return f"{slugify(name) or 'export'}-{day}.{ending}"
