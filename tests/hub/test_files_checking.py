"""What is in a file decides whether it is taken; a refusal says why, and what is allowed."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from hub.actions import Refused
from hub.files import checking, storage
from hub.files.checking import Checked
from tests.hub import samples

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.HUB_FILES_ROOT = tmp_path


def checked(name: str, content: bytes) -> Checked:
    path = storage.incoming()
    path.write_bytes(content)
    return checking.check(path, name)


def refusal(name: str, content: bytes) -> str:
    """Why it was refused; nothing of it stays on the disk."""
    with pytest.raises(Refused) as refused:
        checked(name, content)
    assert list((storage.root() / "incoming").iterdir()) == []
    return str(refused.value.messages["file"])


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("Report.PDF", samples.PDF, "application/pdf"),
        ("a.docx", samples.docx(),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", samples.xlsx(),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.odt", samples.odt(), "application/vnd.oasis.opendocument.text"),
        ("ملاحظات.txt", "مثال\nsecond line\n".encode(), "text/plain"),
        ("a.txt", "\ufeffвторой".encode("utf-16"), "text/plain"),
        ("a.csv", "a,b\n1,é\n".encode(), "text/csv"),
        ("a.jpeg", samples.picture("JPEG"), "image/webp"),
        ("a.png", samples.picture(), "image/webp"),
        ("a.webp", samples.picture("WEBP"), "image/webp"),
        ("a.gif", samples.picture("GIF"), "image/webp"),
        ("a.avif", samples.picture("AVIF"), "image/webp"),
    ],
)  # fmt: skip
def test_what_is_allowed_is_taken(name: str, content: bytes, content_type: str) -> None:
    taken = checked(name, content)
    assert taken.content_type == content_type
    assert taken.path.stat().st_size == taken.size > 0


WORD = samples.docx()
ENTRY = b"<Relationship Type='attachedTemplate' TargetMode='External' Target='https://x.example'/>"
BAD = [
    ("page.html", b"<html></html>", "Files of this kind are not taken."),
    ("drawing.svg", samples.SVG, "Files of this kind are not taken."),
    ("no-extension", samples.PDF, "Files of this kind are not taken."),
    ("old.doc", b"\xd0\xcf\x11\xe0", "Files of this kind are not taken."),
    ("macros.docm", WORD, "Files of this kind are not taken."),
    ("run.pdf.exe", samples.PDF, "Files of this kind are not taken."),
    ("empty.txt", b"", "The file is empty."),
    ("drawing.txt", samples.SVG, "Web pages and drawings made of code"),
    ("drawing.png", samples.SVG, "Web pages and drawings made of code"),
    ("page.csv", b"\xef\xbb\xbf \n<!DOCTYPE html><p>", "Web pages and drawings made of code"),
    ("picture.pdf", samples.picture(), "of the kind PDF, but what is in it is not"),
    ("picture.png", samples.PDF, "of the kind PNG, but what is in it is not"),
    ("picture.jpg", samples.picture(), "of the kind JPEG, but what is in it is not"),
    ("text.png", b"only words", "of the kind PNG, but what is in it is not"),
    ("cut.png", samples.picture(size=(600, 600))[:60], "of the kind PNG, but what is in it is not"),
    ("word.xlsx", WORD, "of the kind XLSX, but what is in it is not"),
    ("word.odt", WORD, "of the kind ODT, but what is in it is not"),
    ("any.docx", samples.zipped({"a.txt": b"a"}), "of the kind DOCX, but what is in it is not"),
    ("cut.docx", WORD[:-30], "of the kind DOCX, but what is in it is not"),
    ("late.docx", b"MZ" + WORD, "of the kind DOCX, but what is in it is not"),
    ("behind.docx", WORD + b"more", "of the kind DOCX, but what is in it is not"),
    ("binary.txt", b"a\x00\x01", "of the kind TXT, but what is in it is not"),
    ("latin.txt", "é".encode("latin-1"), "Save it as UTF-8"),
    ("cut.pdf", samples.PDF[:60], "The PDF has no end"),
    ("late.pdf", b"MZ" + samples.PDF, "of the kind PDF, but what is in it is not"),
    ("behind.pdf", samples.PDF + b"<script>", "something behind the end of the PDF"),
    ("both.pdf", samples.PDF + samples.zipped({"a.txt": b"a"}), "hidden in this one"),
    ("both.jpg", samples.picture("JPEG") + samples.zipped({"a": b"a"}), "hidden in this one"),
    ("both.png", samples.picture("PNG", pnginfo=None) + samples.PDF, "hidden in this one"),
    ("both.docx", samples.PDF + WORD, "of the kind DOCX, but what is in it is not"),
    ("macros.docx", samples.with_parts(WORD, word__vbaProject_bin=b"x"), "contains macros"),
    ("active.docx", samples.with_parts(WORD, word__activeX__a_xml=b"x"), "contains macros"),
    ("macros.odt", samples.with_parts(samples.odt(), Basic__a_xml=b"x"), "contains macros"),
    ("template.docx", samples.zipped({**samples.unzipped(WORD),
                                      "word/_rels/settings.xml.rels": ENTRY}), "contains macros"),
    ("outside.docx", samples.zipped({**samples.unzipped(WORD), "../a.txt": b"a"}),
     "names files outside itself"),
    ("bomb.docx", samples.bomb(), "far larger than any document"),
    ("many.docx", samples.zipped({**samples.unzipped(WORD),
                                  **{f"p{n}": b"" for n in range(5_001)}}),
     "far larger than any document"),
    ("large.png", samples.huge_png(9_000, 9_000), "too many pixels; up to 40 million"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "why"), BAD, ids=[name for name, *_rest in BAD])
def test_what_is_not_allowed_is_refused_with_a_reason(name: str, content: bytes, why: str) -> None:
    said = refusal(name, content)
    assert why in said
    assert "Allowed are PDF, DOCX," in said
    assert "25.0" in said


def test_a_file_that_is_too_large_is_refused(settings: Any) -> None:
    settings.HUB_FILE_BYTES = 1_000
    assert refusal("a.txt", b"a" * 1_001).startswith("The file is too large.")
    assert checked("a.txt", b"a" * 1_000).size == 1_000


def test_parts_that_share_their_bytes_are_a_bomb() -> None:
    """The list names the same packed bytes many times over, each honest about its size."""
    made = io.BytesIO(samples.docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/a.bin", b"\x00" * 1_000_000)
        archive.writestr("word/media/b.bin", b"\x00" * 1_000_000)
        first, second = archive.infolist()[-2:]
        second.header_offset = first.header_offset
    assert "far larger" in refusal("a.docx", made.getvalue())


def test_a_moving_picture_is_refused() -> None:
    made = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    assert "Moving pictures are not taken." in refusal("a.gif", made.getvalue())


def test_the_reason_is_in_the_language_of_the_reader() -> None:
    with translation.override("fr"):
        wanted = translation.gettext("The file is empty.")
        assert refusal("a.txt", b"").startswith(wanted)


def test_a_picture_keeps_its_pixels_and_nothing_else() -> None:
    taken = checked("Quay at dawn.jpg", samples.photograph())
    assert (taken.name, taken.width, taken.height) == ("Quay at dawn.webp", 40, 80)
    content = taken.path.read_bytes()
    assert b"Example Camera" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert dict(picture.getexif()) == {}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\me\\a.txt", "a.txt"),
        ("../../etc/a.txt", "a.txt"),
        ("a\u202etxt.pdf", "a txt.pdf"),
        ("  a \x00 b\n.txt", "a b .txt"),
        ("\ud800a.txt", "a.txt"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("...", ""),
    ],
)
def test_a_name_is_made_harmless(name: str, kept: str) -> None:
    assert checking.names.clean(name) == kept


MEASURE = """
import resource, sys
from pathlib import Path
import django
from django.conf import settings
django.setup()
from hub.actions import Refused
from hub.files import checking, pictures, archives
settings.HUB_FILES_ROOT = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).glob("bad-*")):
    try:
        checking.check(path, path.name)
    except Refused:
        continue
    sys.exit(f"{path.name} was taken")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_bad_files_take_little_memory(tmp_path: Path) -> None:
    """In a process of its own; `ru_maxrss` is in kilobytes."""
    (tmp_path / "bad-pixels.png").write_bytes(samples.huge_png())
    (tmp_path / "bad-bomb.docx").write_bytes(samples.bomb())
    (tmp_path / "bad-text.txt").write_bytes(b"\xff" * 26_000_000)
    (tmp_path / "bad-polyglot.pdf").write_bytes(samples.PDF * 100_000 + samples.docx())
    (tmp_path / "bad-drawing.png").write_bytes(samples.SVG)
    (tmp_path / "bad-list.docx").write_bytes(
        samples.zipped({f"{number:06}": b"" for number in range(60_000)}, zipfile.ZIP_STORED)
    )
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < 100_000
