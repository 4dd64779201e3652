"""The reply box: what one reads and sends, also without scripts and before signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discussions.models import Post, PostDraft, PostFile, PostState, SpaceMember, Topic
from discussions.posting.actions import withdraw
from hub.files import registry
from hub.models import StoredFile, User
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.organisations import member, organisation, person
from tests.hub.signing_in import SIGNUP, code_in

pytestmark = [pytest.mark.django_db]

JSON = {"Accept": "application/json"}


def write(of: Topic, **query: Any) -> str:
    address = reverse("discussions:post-write", args=[of.pk])
    return address + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def signed_in(who: User | None = None) -> tuple[Client, User]:
    who = who or person("Author")
    client = Client()
    client.force_login(who)
    return client, who


def test_a_post_is_published_by_a_plain_form_and_its_receipt_leads_to_it() -> None:
    of = topic()
    client, author = signed_in()
    page = client.get(write(of))
    assert page.status_code == 200
    assert 'id="reply"' in page.content.decode()
    sent = client.post(write(of), {"key": "k", "source": "Ça marche très bien chez nous, depuis "
                                   "que les jeunes sont formés dans les ports."})  # fmt: skip
    made = Post.objects.get()
    assert (sent.status_code, sent["Location"]) == (
        302,
        reverse("discussions:post", args=[made.pk]),
    )
    assert (made.author, made.language, made.state) == (author, "fr", PostState.PUBLISHED)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() -> None:
    of = topic()
    client, _author = signed_in()
    empty = client.post(write(of), {"source": " "})
    assert empty.status_code == 422
    assert "Write something first." in empty.content.decode()
    wrong = client.post(write(of), {"source": "My words.", "capacity": "moderator"})
    assert wrong.status_code == 422
    assert "My words.</textarea>" in wrong.content.decode()
    Topic.objects.update(state="closed", closed_at=timezone.now())
    late = client.post(write(of), {"source": "My late words."})
    assert late.status_code == 422
    assert "closed" in late.content.decode()
    assert "My late words.</textarea>" in late.content.decode()
    said = client.post(write(of), {"source": "My late words."}, headers=JSON)
    assert said.status_code == 422
    assert "closed" in said.json()["errors"][""][0]
    assert not Post.objects.exists()


def test_an_answered_post_that_went_out_of_sight_leaves_the_words_as_a_post_of_their_own() -> None:
    parent = post()
    client, _author = signed_in()
    withdraw(by=parent.author, post=parent)
    data = {"source": "But why?", "parent": parent.pk}
    refused = client.post(write(parent.topic), data)
    content = refused.content.decode()
    assert refused.status_code == 422
    assert "But why?</textarea>" in content
    assert f'name="parent" value="{parent.pk}"' not in content


def test_what_a_visitor_types_is_in_the_box_when_they_come_back_signed_in() -> None:
    of = topic()
    client, author = Client(enforce_csrf_checks=True), person("New here")
    shown = client.get(write(of))
    assert shown.status_code == 200
    assert "csrfmiddlewaretoken" not in shown.content.decode()
    sent = client.post(write(of), {"source": "My first words."})
    assert (sent.status_code, sent["Location"]) == (302, write(of))
    kept = client.get(write(of)).content.decode()
    assert "My first words." in kept
    assert reverse("account_signup") in kept
    client.force_login(author)
    box = client.get(write(of)).content.decode()
    assert "My first words.</textarea>" in box
    assert "csrfmiddlewaretoken" in box
    assert client.post(write(of), {"source": "My first words."}).status_code == 403, "no token"
    client = Client()
    client.post(write(of), {"source": "My first words."})
    client.force_login(author)
    client.post(write(of), {"key": "once", "source": "My first words."})
    assert "My first words." not in client.get(write(of)).content.decode()


def test_who_signs_up_comes_back_to_the_box_with_what_they_typed(mailoutbox: list[Any]) -> None:
    said = post()
    client = Client()
    sent = client.post(write(said.topic), {"source": "My first words.", "parent": said.pk})
    back = sent["Location"]
    assert back == write(said.topic, to=said.pk)
    asked = client.post(SIGNUP, {"name": "Ana", "email": "ana@example.org", "next": back})
    came = client.post(asked["Location"], {"code": code_in(mailoutbox[0])}, follow=True)
    assert came.redirect_chain[-1][0] == back
    assert "My first words.</textarea>" in came.content.decode()


def test_words_typed_for_a_topic_that_one_may_not_see_are_kept_alike_for_none_and_private() -> None:
    private = topic(inside=space(visibility="members"))
    answers = []
    for pk in (private.pk, 10**6):
        client, address = Client(), reverse("discussions:post-write", args=[pk])
        assert client.get(address).status_code == 404
        sent = client.post(address, {"source": "Words of mine."})
        page = client.get(sent["Location"])
        assert "Words of mine." in page.content.decode()
        answers.append((sent.status_code, page.status_code))
    assert answers[0] == answers[1]


def test_who_loses_the_right_while_they_write_keeps_their_words() -> None:
    home = space(visibility="members")
    of = topic(inside=home)
    client, author = signed_in(space_member(home))
    SpaceMember.objects.filter(user=author).update(ended_at=timezone.now())
    lost = client.post(write(of), {"source": "A long text."})
    assert lost.status_code == 404
    assert "A long text." in lost.content.decode()


def test_a_script_gets_a_receipt_in_words_and_the_same_one_for_the_same_key() -> None:
    of = topic()
    client, _author = signed_in()
    data = {"key": "k", "source": "See https://example.org/ for it.", "language": "en"}
    held = client.post(write(of), data, headers=JSON)
    assert held.status_code == 201
    assert held.json()["state"] == "held"
    assert "example.org" in " ".join(held.json()["words"])
    assert client.post(write(of), data, headers=JSON).json()["post"] == held.json()["post"]
    other = client.post(write(of), {**data, "source": "Else."}, headers=JSON)
    assert other.status_code == 409
    assert other.json()["errors"]
    assert other.json()["key"]
    out = Client().post(write(of), data, headers=JSON)
    assert out.status_code == 401
    assert "next=" in out.json()["sign_in"]


def test_the_preview_says_what_would_happen_and_publishes_nothing() -> None:
    of = topic()
    post(inside=of, by=person("Amina Haddad"))
    client, _author = signed_in()
    data = {"source": "**So** it is, @Amina Haddad <script>", "do": "preview"}
    page = client.post(write(of), data).content.decode()
    assert "<strong>So</strong>" in page
    assert "Amina Haddad" in page
    assert "<script>" not in page.split('id="preview"')[1].split("</div>")[0]
    address = reverse("discussions:post-preview", args=[of.pk])
    said = client.post(address, data, headers=JSON).json()
    assert "<strong>So</strong>" in said["html"]
    assert any("Amina Haddad" in each for each in said["says"])
    assert any("moderator" in each for each in said["says"])
    assert Post.objects.count() == 1


def test_a_name_is_put_into_the_text_without_a_script() -> None:
    of = topic()
    named = person("Amina Haddad")
    post(inside=of, by=named)
    client, _author = signed_in()
    page = client.post(write(of), {"source": "Ask", "do": "mention", "mention": named.pk})
    assert "Ask @Amina Haddad </textarea>" in page.content.decode()


def test_a_quotation_stands_in_the_box_and_never_of_what_is_hidden() -> None:
    said = post("One\ntwo")
    client, _author = signed_in()
    page = client.get(write(said.topic, to=said.pk, quote=1)).content.decode()
    assert "&gt; One\n&gt; two" in page
    quoted = client.get(write(said.topic, to=said.pk), headers=JSON).json()["quote"]
    assert quoted == "> One\n> two\n\n"
    Post.objects.update(state=PostState.HIDDEN)
    assert client.get(write(said.topic, to=said.pk, quote=1)).status_code == 404


def test_a_draft_is_saved_found_again_and_thrown_away() -> None:
    of = topic()
    client, author = signed_in()
    saved = client.post(
        reverse("discussions:post-draft", args=[of.pk]), {"source": "I thi"}, headers=JSON
    )
    draft = PostDraft.objects.get(user=author)
    assert saved.json() == {"draft": str(draft.pk)}
    page = client.get(write(of)).content.decode()
    assert "I thi</textarea>" in page
    assert str(draft.pk) in page
    other, _who = signed_in(person("Other"))
    assert "I thi" not in other.get(write(of)).content.decode()
    client.post(write(of), {"do": "save", "source": "I think"})
    assert PostDraft.objects.get().source == "I think"
    client.post(write(of), {"do": "discard", "source": "I think"})
    assert not PostDraft.objects.exists()


def test_files_go_with_the_post_and_are_gone_when_it_is() -> None:
    of = topic()
    client, author = signed_in()
    step = client.post(write(of), {"do": "files", "source": "See the file."})
    page = client.get(step["Location"])
    assert page.status_code == 200
    added = client.post(
        step["Location"], {"file": SimpleUploadedFile("report.txt", b"Figures of the port.")}
    )
    assert added.status_code == 302, added.content.decode()
    file = StoredFile.objects.get()
    address = reverse("file", args=[file.pk, file.name])
    assert client.get(address).status_code == 200
    assert Client().get(address).status_code == 404
    draft = PostDraft.objects.get()
    data = {"key": "k", "source": "See the file.", "draft": str(draft.pk), "language": "en"}
    client.post(write(of), data)
    made = Post.objects.get()
    assert PostFile.objects.get().post == made
    assert not PostDraft.objects.exists()
    assert Client().get(address).status_code == 200
    assert not registry.unused([StoredFile.objects.get()])
    withdraw(by=author, post=made)
    assert Client().get(address).status_code == 404


def test_files_of_a_published_post_can_be_added_and_removed_while_it_can_be_edited() -> None:
    client, author = signed_in()
    made = post(by=author)
    address = reverse("discussions:post-own-files", args=[made.pk])
    report = SimpleUploadedFile("report.txt", b"Figures of the port.")
    assert client.post(address, {"file": report}).status_code == 302
    file = StoredFile.objects.get()
    public = reverse("file", args=[file.pk, file.name])
    assert Client().get(public).status_code == 200
    assert client.post(address, {"do": "remove", "file": str(file.pk)}).status_code == 302
    assert Client().get(public).status_code == 404
    assert registry.unused([file]) == [file]
    made.refresh_from_db()
    assert made.version == 3
    Post.objects.update(published_at=timezone.now() - timedelta(days=9))
    assert client.post(address, {"file": report}).status_code == 403


def test_nonsense_is_answered_beside_the_form_and_nothing_is_published() -> None:
    of = topic()
    client, _author = signed_in()
    for field in ("key", "parent", "draft", "capacity", "organisation", "language", "do", "source"):
        for nonsense in ("\x00", "9" * 30, "-1", "é" * 100):
            data = {"source": "Words.", "do": "preview", field: nonsense}
            for address in (write(of), reverse("discussions:post-draft", args=[of.pk])):
                assert client.post(address, data).status_code < 500, (field, nonsense)
            data["do"] = "publish"
            assert client.post(write(of), data, headers=JSON).status_code < 500
    wrong = client.post(write(of), {"source": "Words.", "parent": "x"}).content.decode()
    assert "cannot be read" in wrong
    assert "Words.</textarea>" in wrong


def test_an_edit_shows_what_was_said_before_to_everybody_who_reads_the_post() -> None:
    client, author = signed_in()
    made = post("Trainng works well.", by=author)
    address = reverse("discussions:post-edit", args=[made.pk])
    assert "Trainng works well.</textarea>" in client.get(address).content.decode()
    data = {"source": "Training works well.", "language": "en", "seen": 1}
    assert client.post(address, data).status_code == 302
    stale = client.post(address, {**data, "source": "From another window."})
    content = stale.content.decode()
    assert stale.status_code == 409
    assert "From another window.</textarea>" in content
    assert "Training works well." in content
    past = Client().get(reverse("discussions:post-history", args=[made.pk])).content.decode()
    assert "<del>" in past
    assert "Trainng" in past
    other, _who = signed_in(person("Other"))
    assert other.get(address).status_code == 403
    made.refresh_from_db()
    Post.objects.update(published_at=timezone.now() - timedelta(days=9))
    assert "reply-source" not in client.get(address).content.decode()


def test_withdrawing_asks_first_and_history_goes_with_the_text() -> None:
    client, author = signed_in()
    made = post("Never mind.", by=author)
    address = reverse("discussions:post-withdraw", args=[made.pk])
    assert "Never mind." in client.get(address).content.decode()
    assert Post.objects.get().state == PostState.PUBLISHED
    assert client.post(address, {"key": "k"}).status_code == 302
    assert Post.objects.get().state == PostState.WITHDRAWN
    assert Client().get(reverse("discussions:post-history", args=[made.pk])).status_code == 404


def test_an_author_chooses_among_what_they_may_speak_for_alone() -> None:
    of = topic()
    league = organisation("Verified League")
    client, _author = signed_in(member(league))
    page = client.get(write(of)).content.decode()
    assert "Verified League" in page
    assert 'value="moderator"' not in page
    keeper, _who = signed_in(moderator(of.space))
    assert 'value="moderator"' in keeper.get(write(of)).content.decode()
