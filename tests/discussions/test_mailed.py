"""Replies by mail: taken once, from their person alone, by the rules of the site."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from discussions.mailed import addresses, mailbox, setting_up
from discussions.mailed.taking_in import ANSWERED_A_DAY, take_in
from discussions.models import MailedPost, Post, Topic
from discussions.telling import audiences
from hub.models import User
from tests.discussions import mails
from tests.discussions.rooms import post, space, topic
from tests.hub.organisations import person
from tests.hub.reading import worked_off

pytestmark = [pytest.mark.django_db]
SECRET = "a secret of more than twenty letters"


@pytest.fixture(autouse=True)
def configured(settings: Any) -> None:
    settings.HUB_REPLY_ADDRESS = "reply+*@hub.example.org"
    settings.HUB_REPLY_SECRET = SECRET
    mailbox._rests_until = 0.0


@pytest.fixture
def asked() -> Post:
    """A post that waits for a reply."""
    return post("How?", by=person("Asker"))


@pytest.fixture
def ben() -> User:
    return person("Ben")


def taken(message: Any, **given: Any) -> Any:
    given.setdefault("received_at", timezone.now())
    return take_in(message.as_bytes(), **given)


def test_the_mail_of_a_reply_asks_for_one_where_it_is_taken_and_it_becomes_a_post(
    asked: Post,
) -> None:
    writer = person("Writer")
    with worked_off():
        answer = post("Like this.", to=asked, by=writer)
        audiences.tell("post-published", answer.pk, "")
    (sent,) = mail.outbox
    assert sent.body.startswith("##- ")
    assert "Reply to this mail" in sent.body
    quoted = "\n".join(f"> {line}" for line in sent.body.splitlines())
    made = mails.reply(
        asked.author, answer, f"Thank *you*.\n\nOn 1 May Hub wrote:\n{quoted}",
        To=sent.extra_headers["Reply-To"],
    )  # fmt: skip
    done = taken(made)
    said = Post.objects.get(pk=done.post)
    assert (said.author, said.parent, said.via, said.source) == (
        asked.author, answer, "mail", "Thank *you*.",
    )  # fmt: skip
    assert [taken(made), taken(made)] == [done, done]
    assert Post.objects.filter(via="mail").count() == 1


def test_who_cannot_post_gets_no_address_to_reply_to(asked: Post) -> None:
    Topic.objects.filter(pk=asked.topic_id).update(is_locked=True)
    with worked_off():
        audiences.tell("post-published", post("So.", to=asked).pk, "")
    (sent,) = mail.outbox
    assert "Reply-To" not in sent.extra_headers
    assert "Reply to this mail" not in sent.body


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"From": "Eve <eve@example.org>"}, "sender"),
        ({"From": "Ben <{ben}>, eve@example.org"}, "sender"),
        ({"words": "> quoted alone"}, "empty"),
        ({"words": "long " * 5_000}, "too-long"),
    ],
)
def test_what_is_no_post_is_answered_once_in_words_with_the_text(
    asked: Post, ben: User, wrong: dict[str, str], why: str
) -> None:
    made = mails.reply(
        ben, asked, **{name: value.replace("{ben}", ben.email) for name, value in wrong.items()}
    )
    assert [taken(made).refused, taken(made).refused] == [why, why]
    (sent,) = mail.outbox
    assert sent.to == [ben.email]
    assert sent.extra_headers["Auto-Submitted"] == "auto-replied"
    assert why == "empty" or wrong.get("words", "My answer.")[:9] in sent.body
    assert not Post.objects.filter(via="mail").exists()


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Loop": "x"},
        {"Return_Path": "<>"}, {"List_Id": "<l.example.org>"}, {"From": "no-reply@example.org"},
    ],
)  # fmt: skip
def test_what_machines_send_is_neither_taken_nor_answered(
    asked: Post, ben: User, header: dict[str, str]
) -> None:
    assert taken(mails.reply(ben, asked, **header)).refused == "automatic"
    assert (mail.outbox, MailedPost.objects.count()) == ([], 0)


def test_an_address_that_was_made_up_changed_or_of_another_day_takes_nothing(
    asked: Post, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = addresses.reply_address(ben, asked)
    assert len(good.partition("@")[0]) <= 64
    assert addresses.answered(good.upper()) == addresses.answered(good)
    changed = good.replace("+", "+b") if "+a" in good else good.replace("+", "+a")
    flipped = good[:12] + ("a" if good[12] != "a" else "b") + good[13:]
    for bad in (changed, flipped, "reply+@hub.example.org", "reply+aaaa@hub.example.org"):
        assert taken(mails.reply(ben, asked, To=bad)).refused == "unknown"
    assert mail.outbox == []
    monkeypatch.setattr(addresses.time, "time", lambda: timezone.now().timestamp() + 61 * 86_400)
    assert taken(mails.reply(ben, asked, To=good)).refused == "lapsed"


def test_the_rules_of_the_site_hold_for_mail_and_are_said_in_the_readers_language(
    asked: Post,
) -> None:
    late = person("Late", language="fr")
    Topic.objects.filter(pk=asked.topic_id).update(closes_at=timezone.now() - timedelta(minutes=5))
    made = mails.reply(late, asked, "Voici.")
    assert taken(made).refused == "refused"
    (sent,) = mail.outbox
    assert '<html dir="ltr" lang="fr">' in sent.alternatives[0][0]
    assert "Voici." in sent.body
    # Received in time, and looked at too late.
    in_time = mails.reply(late, asked, "Voici.")
    assert taken(in_time, received_at=timezone.now() - timedelta(minutes=10)).post
    held = taken(
        mails.reply(person("New"), asked, "See https://example.net"),
        received_at=timezone.now() - timedelta(minutes=10),
    )
    assert Post.objects.get(pk=held.post).state == "held"


def test_a_name_that_was_withheld_in_a_space_is_withheld_by_mail_too(ben: User) -> None:
    home = space(may_withhold_names=True)
    first = post("Quietly.", topic(inside=home), by=ben, name_withheld=True)
    other = post("And?", topic(inside=home))
    assert Post.objects.get(pk=taken(mails.reply(ben, other)).post).name_withheld
    home.may_withhold_names = False
    home.save()
    assert taken(mails.reply(ben, first)).refused == "refused"


def test_a_person_sends_and_is_answered_only_so_often(
    asked: Post, ben: User, settings: Any
) -> None:
    settings.HUB_REPLIES_AN_HOUR = 1
    results = [taken(mails.reply(ben, asked, f"Answer {n}.")) for n in range(ANSWERED_A_DAY + 4)]
    assert [each.refused for each in results[:2]] == ["", "too-many"]
    assert len(mail.outbox) == ANSWERED_A_DAY


def test_files_are_left_behind_and_that_is_said(asked: Post, ben: User) -> None:
    made = mails.reply(ben, asked)
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    done = taken(made)
    (sent,) = mail.outbox
    assert sent.subject == "Your reply was taken without its files"
    assert f"/spaces/posts/{done.post}/" in sent.body


def test_a_provider_posts_mails_with_the_secret_in_either_shape(asked: Post, ben: User) -> None:
    client = Client(enforce_csrf_checks=True)

    def posted(data: bytes, kind: str = "message/rfc822", **headers: str) -> int:
        headers = headers or {"authorization": f"Bearer {SECRET}"}
        answer = client.post("/mail/reply/", data, content_type=kind, headers=headers)
        return answer.status_code

    raw = mails.reply(ben, asked, "One.").as_bytes()
    signature = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert posted(raw, authorization="Bearer wrong") == 403
    assert posted(raw, x_nothing="1") == 403
    assert posted(raw, x_hub_signature_256="sha256=é") == 403
    assert posted(raw, x_hub_signature_256=f"sha256={signature}") == 200
    bare = mails.reply(ben, asked, "Two: ça va.", To="list@example.org").as_bytes()
    to = json.dumps({"to": [addresses.reply_address(ben, asked)]}).encode()
    form = b"".join(
        b'--XX\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % field
        for field in ((b"email", bare), (b"envelope", to))
    )
    assert posted(form + b"--XX--\r\n", "multipart/form-data; boundary=XX") == 200
    assert posted(b"email=", "application/x-www-form-urlencoded") == 400
    said = Post.objects.filter(via="mail").order_by("pk")
    assert [each.source for each in said] == ["One.", "Two: ça va."]
    assert client.get("/mail/reply/").status_code == 405


def test_a_mail_that_is_too_large_and_a_hook_without_a_secret_are_refused(
    asked: Post, ben: User, settings: Any
) -> None:
    settings.HUB_REPLY_BYTES = 500
    raw = mails.reply(ben, asked, "long " * 300).as_bytes()
    headers = {"authorization": f"Bearer {SECRET}"}
    answer = Client().post("/mail/reply/", raw, content_type="message/rfc822", headers=headers)
    assert answer.status_code == 413
    settings.HUB_REPLY_SECRET = ""
    assert (
        Client().post("/mail/reply/", raw, content_type="x/y", headers=headers).status_code == 404
    )


def test_a_mailbox_is_read_once_in_order_and_what_fails_stays_unread(
    asked: Post, ben: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUB_REPLY_BYTES = 20_000
    one, two = (mails.reply(ben, asked, f"Answer {n}.") for n in "12")
    broken = mails.reply(ben, asked, "Broken.")
    large = mails.reply(ben, asked, "x\n" * 15_000)
    with mails.mailbox(one, broken, large, two) as server:
        settings.HUB_REPLY_IMAP_URL = server.url

        def fails_once(raw: bytes, **given: Any) -> Any:
            if b"Broken." in raw:
                raise RuntimeError("a fault of ours")
            return take_in(raw, **given)

        monkeypatch.setattr(mailbox.taking_in, "take_in", fails_once)
        assert mailbox.look() == 3
        assert server.seen == {1, 3, 4}
        monkeypatch.undo()
        assert (mailbox.look(), mailbox.look()) == (1, 0)
    said = Post.objects.filter(via="mail").order_by("pk")
    assert [each.source for each in said] == ["Answer 1.", "Answer 2.", "Broken."]
    assert [each.subject for each in mail.outbox] == ["Your reply was not published"]
    assert said[0].created_at < timezone.now() - timedelta(hours=1)


def test_a_mailbox_that_does_not_answer_is_left_alone_for_a_while(settings: Any) -> None:
    settings.HUB_REPLY_IMAP_URL = "imap://u:secret@127.0.0.1:1/INBOX"
    assert (mailbox.look(), mailbox.look()) == (0, 0)
    assert mailbox._rests_until > 0


@pytest.mark.parametrize(
    ("address", "secret", "url", "ids"),
    [
        ("", "", "", []),
        ("reply+*@hub.example.org", SECRET, "", []),
        ("reply@hub.example.org", SECRET, "", ["discussions.E001"]),
        ("the-hub-of-the-secretariat+*@example.org", SECRET, "", ["discussions.E002"]),
        ("reply+*@hub.example.org", "", "", ["discussions.W001"]),
        ("reply+*@hub.example.org", "short", "pop3://x", ["discussions.E003", "discussions.E004"]),
    ],
)
def test_settings_that_do_not_fit_together_are_said_at_the_start(
    settings: Any, address: str, secret: str, url: str, ids: list[str]
) -> None:
    settings.HUB_REPLY_ADDRESS, settings.HUB_REPLY_SECRET = address, secret
    settings.HUB_REPLY_IMAP_URL = url
    assert [each.id for each in setting_up.is_set_up_rightly(None)] == ids
