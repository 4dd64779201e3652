"""Who reads a file, and how it is sent: to save, never as a page of ours, gone at once."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from hub.actions import system
from hub.files import receiving, registry, storage
from hub.models import StoredFile, User
from practices.actions import publish_practice, publish_text, withdraw_practice, withdraw_text
from practices.models import (
    Assignment,
    AssignmentState,
    Practice,
    ScreeningRound,
)
from tests.hub import samples
from tests.hub.sending import send
from tests.practices.library import drafted, member_of, organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.HUB_FILES_ROOT = tmp_path


class Shelf:
    """A practice with a file, and the people around it."""

    def __init__(self) -> None:
        body = organisation("Example Harbour Board")
        self.people: dict[str, User | None] = {
            "visitor": None,
            "stranger": person("stranger"),
            "member elsewhere": member_of(organisation("Another Example"), "elsewhere"),
            "screener": person("screener", "screener"),
            "member": member_of(body, "member"),
            "focal point": member_of(body, "focal", "focal-point"),
            "secretariat": person("secretary", "secretariat"),
        }
        self.practice, self.text = drafted(body)
        self.file = self.add("Rapport é.txt", b"secret-word " * 100)

    def add(self, name: str, content: bytes) -> StoredFile:
        answer = receiving.whole(
            self.people["member"], None, f"practice:{self.practice.pk}",  # type: ignore[arg-type]  # a person
            SimpleUploadedFile(name, content),
        )  # fmt: skip
        return StoredFile.objects.get(pk=answer["file"])

    def publish(self) -> None:
        publish_text(by=system, text=self.text)
        publish_practice(by=system, practice=self.practice)

    def get(self, who: str, path: str = "", **headers: str) -> Any:
        client = Client()
        user = self.people[who]
        if user is not None:
            client.force_login(user)
        # What looks like a page is looked for in the reader's language first.
        return client.get(path or address(self.file), headers=headers, follow=True)

    def readers(self) -> set[str]:
        """Who gets it; the others are told that it is not there. Asking for one and for the list
        agree."""
        found = set()
        for who, user in self.people.items():
            answer = self.get(who)
            assert answer.status_code in (200, 404), who
            if answer.status_code == 200:
                found.add(who)
            viewer = user or _nobody()
            listed = self.file in registry.readable_by(viewer)
            assert listed is registry.may_read(viewer, self.file) is (answer.status_code == 200)
        return found


def _nobody() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def address(file: StoredFile) -> str:
    return f"/files/{file.pk}/{file.name}"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


INSIDE = {"member", "focal point", "secretariat"}


def test_a_drafts_file_is_for_its_people_until_it_is_published_and_again_after_withdrawal(
    shelf: Shelf,
) -> None:
    assert shelf.readers() == INSIDE
    publish_practice(by=system, practice=shelf.practice)
    assert shelf.readers() == INSIDE, "without a public text nothing is public"
    publish_text(by=system, text=shelf.text)
    assert shelf.readers() == set(shelf.people)
    late = shelf.add("later.txt", b"not published")
    assert shelf.get("visitor", address(late)).status_code == 404
    withdraw_practice(by=system, practice=shelf.practice)
    assert shelf.readers() == INSIDE
    publish_practice(by=system, practice=shelf.practice, revision=None)
    assert shelf.readers() == set(shelf.people)
    withdraw_text(by=system, text=shelf.text)
    assert shelf.readers() == INSIDE


def test_a_screener_reads_the_files_of_the_version_that_is_judged_while_the_round_is_open(
    shelf: Shelf,
) -> None:
    practice = Practice.objects.get(pk=shelf.practice.pk)
    screener = shelf.people["screener"]
    around = ScreeningRound.objects.create(
        practice=practice, number=1, facts=practice.latest_revision, language="en",
        licence="cc-by-4.0", due=timezone.now().date(),
    )  # fmt: skip
    given = Assignment.objects.create(
        round=around, reviewer=screener, side="un", due=timezone.now()
    )  # fmt: skip
    late = shelf.add("later.txt", b"sent after that")
    assert "screener" not in shelf.readers(), "no conflict of interest was ruled out yet"
    given.state = AssignmentState.READING
    given.save()
    assert shelf.readers() == INSIDE | {"screener"}
    assert shelf.get("screener", address(late)).status_code == 404
    ScreeningRound.objects.update(closed_at=timezone.now())
    assert shelf.readers() == INSIDE


def test_a_file_that_belongs_to_nothing_is_read_by_who_sent_it(shelf: Shelf) -> None:
    for purpose in ("", "nothing:1"):
        StoredFile.objects.update(purpose=purpose)
        assert shelf.readers() == {"member"}
    StoredFile.objects.update(uploaded_by=None)
    assert shelf.readers() == set()


def test_it_is_sent_to_be_saved_and_can_do_nothing_in_a_browser(shelf: Shelf) -> None:
    private = shelf.get("member")
    assert private["Cache-Control"] == "private, no-store"
    shelf.publish()
    answer = shelf.get("visitor")
    assert b"".join(answer) == b"secret-word " * 100
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Rapport%20%C3%A9.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    # Known already: asked again, and told so without the bytes; gone with the practice.
    known = shelf.get("visitor", if_none_match=answer["ETag"])
    assert known.status_code == 304
    withdraw_practice(by=system, practice=shelf.practice)
    assert shelf.get("visitor", if_none_match=answer["ETag"]).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "start", "length"),
    [
        ("bytes=0-9", 206, 0, 10), ("bytes=1190-", 206, 1190, 10), ("bytes=-5", 206, 1195, 5),
        ("bytes=100-99999", 206, 100, 1100), ("bytes=-99999", 200, 0, 1200),
        ("bytes=5-1", 200, 0, 1200), ("bytes=-", 200, 0, 1200), ("lines=1-2", 200, 0, 1200),
        ("bytes=0-1,5-6", 200, 0, 1200), ("bytes=1200-", 416, 0, 0), ("bytes=-0", 416, 0, 0),
    ],
)  # fmt: skip
def test_a_part_of_it_can_be_asked_for(
    asked: str, status: int, start: int, length: int, shelf: Shelf
) -> None:
    answer = shelf.get("member", range=asked)
    assert answer.status_code == status
    content = (b"secret-word " * 100)[start : start + length]
    assert b"".join(answer) == content
    if status != 416:
        assert answer["Content-Length"] == str(length)
    if status == 206:
        assert answer["Content-Range"] == f"bytes {start}-{start + length - 1}/1200"
    assert shelf.get("member", range="bytes=0-9", if_range='"other"').status_code == 200


def test_what_is_no_file_is_not_found(shelf: Shelf) -> None:
    file = shelf.file
    for path in (
        f"/files/{file.pk}/other.txt", f"/files/none/{file.name}",
        f"/files/{'0' * 8}-0000-0000-0000-000000000000/a.txt", f"/files/{file.pk}/%00",
        f"/files/{file.pk}/..%2f..%2fhub.sqlite3", f"/files/{file.pk}/320/{file.name}",
        f"/media/files/stored/{file.path}", f"/static/files/stored/{file.path}",
    ):  # fmt: skip
        assert shelf.get("member", path).status_code in (400, 404), path
    storage.remove(file.path)
    assert shelf.get("member").status_code == 404
    assert Client().post(address(file)).status_code in (403, 405)


def test_a_picture_is_shown_smaller_under_the_same_permission_without_where_it_was_taken(
    shelf: Shelf,
) -> None:
    picture = shelf.add("Quay.jpg", samples.picture("JPEG", (2_000, 500)))
    assert picture.name == "Quay.webp"
    smaller = f"/files/{picture.pk}/640/Quay.webp"
    answer = shelf.get("member", smaller)
    assert answer["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(b"".join(answer))) as shown:
        assert shown.size == (640, 160)
    assert shelf.get("visitor", smaller).status_code == 404
    assert shelf.get("member", f"/files/{picture.pk}/641/Quay.webp").status_code == 404
    shelf.publish()
    assert shelf.get("visitor", smaller).status_code == 200
    withdraw_practice(by=system, practice=shelf.practice)
    assert shelf.get("visitor", smaller).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_server_sends_the_bytes_once_the_request_has_given_back_its_thread(
    shelf: Shelf,
) -> None:
    shelf.publish()
    status, body = send(address(shelf.file), accept_encoding="gzip")
    assert (status, body) == (200, b"secret-word " * 100)
    status, body = send(address(shelf.file), range="bytes=0-5")
    assert (status, body) == (206, b"secret")
    status, body = send(address(shelf.file), method="HEAD")
    assert (status, body) == (200, b"")
    withdraw_practice(by=system, practice=shelf.practice)
    assert send(address(shelf.file))[0] == 404


def test_more_than_one_request_may_send_is_refused_before_anything_reads_it(settings: Any) -> None:
    settings.HUB_REQUEST_BYTES = 1_000
    assert send("/en/uploads/", method="POST", body=b"x" * 1_001)[0] == 413
    assert send("/healthz", method="GET", body=b"x" * 1_000)[0] == 200
