"""Files that come in pieces: cut, gone on with, taken in once; nothing of a cut one stays."""

from __future__ import annotations

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, TestCase
from django.utils import timezone

from hub.files import clearing, storage
from hub.models import AuditEntry, StoredFile, Upload, User
from tests.hub import samples
from tests.practices.library import drafted, member_of, organisation

pytestmark = pytest.mark.django_db

TEXT = ("An example line.\n" * 6_000).encode()


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.HUB_FILES_ROOT = tmp_path


class Browser:
    """Sends files for a draft of its own."""

    def __init__(self, name: str = "writer") -> None:
        self.user: User = member_of(organisation(f"Example Board of {name}"), name)
        body = self.user.organisation_set.get()  # type: ignore[attr-defined]  # a person
        self.practice, _text = drafted(body)
        self.purpose = f"practice:{self.practice.pk}"
        self.client = Client()
        self.client.force_login(self.user)

    def begin(
        self, name: str = "a.txt", size: int = len(TEXT), key: str = "k", **other: Any
    ) -> Any:
        sent = {"purpose": self.purpose, "name": name, "size": size, "key": key, **other}
        return self.client.post("/en/uploads/", sent)

    def piece(self, address: str, offset: int, content: bytes) -> Any:
        return self.client.post(
            address, content, "application/octet-stream", headers={"Upload-Offset": str(offset)}
        )

    def finish(self, address: str, **said: str) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{address}finish/", said)

    def send(self, name: str, content: bytes, key: str = "k") -> Any:
        """All of a file in pieces; the answer to the last request."""
        address = address_of(self.begin(name, len(content), key))
        for offset in range(0, len(content), 40_000):
            assert self.piece(address, offset, content[offset : offset + 40_000]).status_code == 200
        return self.finish(address)

    def files(self) -> list[dict[str, Any]]:
        self.practice.refresh_from_db()
        found: list[dict[str, Any]] = self.practice.latest_revision.content["files"]
        return found


def address_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.content
    return f"/en/uploads/{answer.json()['upload']}/"


def on_disk() -> list[str]:
    root = storage.root()
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_a_cut_upload_is_gone_on_with_and_becomes_one_file_of_the_draft(browser: Browser) -> None:
    address = address_of(browser.begin())
    assert browser.piece(address, 0, TEXT[:50_000]).json()["received"] == 50_000
    # The page was closed: the same file asks to begin again, and is told how far it is.
    again = browser.begin()
    assert (address_of(again), again.json()["received"]) == (address, 50_000)
    assert browser.client.get(address).json()["received"] == 50_000
    assert browser.piece(address, 50_000, TEXT[50_000:]).json()["received"] == len(TEXT)
    answer = browser.finish(address, label="The text", language="en")
    assert answer.status_code == 200
    file = StoredFile.objects.get()
    assert answer.json() == {"file": str(file.pk), "name": "a.txt", "size": len(TEXT)}
    assert storage.path_of(file.path).read_bytes() == TEXT
    assert [(each["file"], each["label"]) for each in browser.files()] == [
        (str(file.pk), "The text")
    ]
    assert on_disk() == [f"stored/{file.path}"]


def test_an_answer_lost_on_its_way_is_asked_for_again_and_nothing_is_doubled(
    browser: Browser,
) -> None:
    address = address_of(browser.begin())
    browser.piece(address, 0, TEXT[:50_000])
    lost = browser.piece(address, 0, TEXT[:50_000])
    assert (lost.status_code, lost.json()["received"]) == (409, 50_000)
    early = browser.finish(address)
    assert (early.status_code, early.json()["received"]) == (409, 50_000)
    browser.piece(address, 50_000, TEXT[50_000:])
    first, second = browser.finish(address), browser.finish(address)
    assert first.json() == second.json()
    assert StoredFile.objects.count() == len(browser.files()) == 1
    assert AuditEntry.objects.filter(verb="file.finish").count() == 1
    # The same file once more, on purpose, is another.
    assert browser.send("a.txt", TEXT).status_code == 200
    assert len(browser.files()) == 2


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30, "70000", "1"])
def test_a_piece_goes_where_the_upload_stands_or_nowhere(offset: str, browser: Browser) -> None:
    address = address_of(browser.begin())
    answer = browser.piece(address, offset, b"words")  # type: ignore[arg-type]  # on purpose
    assert answer.status_code in (400, 409)
    assert Upload.objects.get().received == 0
    assert on_disk() == []


def test_pieces_are_limited_and_more_than_was_announced_is_not_taken(browser: Browser) -> None:
    address = address_of(browser.begin(size=10))
    assert browser.piece(address, 0, b"x" * 11).status_code == 409
    assert browser.piece(address, 0, b"").status_code == 400
    large = address_of(browser.begin(size=9_000_000, key="large"))
    for size in (2_000_001, 3_000_000):
        assert browser.piece(large, 0, b"x" * size).status_code == 413
    assert on_disk() == []


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [("a.exe", 9, "not taken"), ("a.txt", 0, "empty"), ("a.txt", 27_000_000, "too large"),
     ("", 9, "not taken")],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(
    name: str, size: int, why: str, browser: Browser
) -> None:
    answer = browser.begin(name, size)
    assert answer.status_code == 422
    assert why in answer.json()["error"]
    assert "Allowed are" in answer.json()["error"]
    assert not Upload.objects.exists()


def test_a_practice_that_has_enough_files_says_so_before_a_byte_is_sent(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practices.writing.resource_actions.MAX_FILES", 1)
    assert browser.send("a.txt", TEXT).status_code == 200
    answer = browser.begin("b.txt", key="b")
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("There is 1 of them already")


def test_a_bad_file_in_pieces_is_refused_and_leaves_nothing(browser: Browser) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = browser.send("a.docx", samples.bomb())
    assert answer.status_code == 422
    assert "far larger than any document" in answer.json()["error"]
    assert not Upload.objects.exists()
    assert on_disk() == []
    assert browser.files() == []


def test_a_cancelled_upload_leaves_nothing(browser: Browser) -> None:
    address = address_of(browser.begin())
    browser.piece(address, 0, TEXT[:50_000])
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert browser.client.delete(address).json() == {"changed": True}
    assert browser.client.delete(address).status_code == 404
    assert on_disk() == []


def test_nobody_sends_for_others_or_touches_their_uploads(browser: Browser) -> None:
    address = address_of(browser.begin())
    other = Browser("other")
    for answer in (
        other.begin(purpose=browser.purpose), other.begin(purpose="nothing:1"),
        other.begin(purpose="practice:x"), other.begin(purpose=""),
        other.client.get(address), other.piece(address, 0, b"words"), other.finish(address),
        other.client.delete(address), other.client.get(f"/en/uploads/{uuid.uuid4()}/"),
    ):  # fmt: skip
        assert answer.status_code == 404
    for answer in (Client().post("/en/uploads/", {}), Client().get(address)):
        assert answer.status_code == 401
        assert "Sign in" in answer.json()["error"]
    assert Upload.objects.get().received == 0


def test_one_person_has_a_share_of_the_disk(browser: Browser, settings: Any) -> None:
    settings.HUB_UPLOADS_AT_ONCE = 2
    settings.HUB_UPLOAD_BYTES_A_DAY = 1_000
    for key in ("a", "b", "c"):
        browser.begin(size=300, key=key)
    # The one that was gone on with longest ago has made room.
    assert set(Upload.objects.values_list("key", flat=True)) == {"b", "c"}
    answer = browser.begin(size=900, key="d")
    assert answer.status_code == 422
    assert "as much as one person can in a day" in answer.json()["error"]


def test_what_is_left_of_cut_uploads_and_of_unused_files_is_removed_after_a_day(
    browser: Browser,
) -> None:
    browser.send("kept.txt", TEXT, key="kept")
    browser.send("unused.txt", TEXT, key="unused")
    kept, _unused = StoredFile.objects.order_by("uploaded_at")
    forget_file(browser, "unused.txt")
    cut = address_of(browser.begin(key="cut"))
    browser.piece(cut, 0, TEXT[:50_000])
    (storage.root() / "incoming" / "left").write_bytes(b"x")
    (storage.root() / "stored" / "ab").mkdir(exist_ok=True)
    (storage.root() / "stored" / "ab" / "abandoned").write_bytes(b"x")
    with TestCase.captureOnCommitCallbacks(execute=True):
        clearing.clear()
    assert len(on_disk()) == 5, "too early"
    make_old()
    with TestCase.captureOnCommitCallbacks(execute=True):
        cleared = clearing.clear()
    assert (cleared["uploads"], cleared["files"]) == (1, 1)
    assert on_disk() == [f"stored/{kept.path}"]
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not Upload.objects.exists()


def forget_file(browser: Browser, name: str) -> None:
    """Begin the draft again without it, so that no version names it any more."""
    left = [
        each for each in browser.files() if StoredFile.objects.get(pk=each["file"]).name != name
    ]
    content = {**browser.practice.latest_revision.content, "files": left}
    browser.practice.revisions.update(content=content)


def make_old() -> None:
    long_ago = timezone.now() - timedelta(days=2)
    StoredFile.objects.update(uploaded_at=long_ago)
    Upload.objects.update(heard_at=long_ago)
    for path in storage.root().rglob("*"):
        os.utime(path, (time.time() - 200_000,) * 2)


def test_a_transaction_that_fails_leaves_no_row_and_a_file_that_is_cleared(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process ends between the disk and the table."""
    address = address_of(browser.begin())
    browser.piece(address, 0, TEXT[:60_000])
    browser.piece(address, 60_000, TEXT[60_000:])
    monkeypatch.setattr("practices.files.PracticeFiles.received", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        browser.finish(address)
    assert not StoredFile.objects.exists()
    monkeypatch.undo()
    assert browser.finish(address).status_code == 200
    make_old()
    with TestCase.captureOnCommitCallbacks(execute=True):
        clearing.clear()
    assert on_disk() == [f"stored/{StoredFile.objects.get().path}"]


def broken(*_arguments: Any) -> None:
    raise RuntimeError("the power went")


def test_a_person_who_is_gone_takes_no_file_of_a_practice_along(browser: Browser) -> None:
    browser.send("a.txt", TEXT)
    Upload.objects.all().delete()
    StoredFile.objects.update(uploaded_by=None)
    make_old()
    clearing.clear()
    assert StoredFile.objects.count() == 1
