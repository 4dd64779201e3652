"""Following a practice from its page."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hub.actions import NotAllowed
from hub.models import Following
from hub.notifications import follow, followers, unfollow
from practices.models import Practice
from tests.hub.reading import said
from tests.practices.library import drafted, organisation, person, published

pytestmark = pytest.mark.django_db

FOLLOWED = "/en/account/notices/following/"


def button(answer: Any) -> Any:
    return BeautifulSoup(answer.content, "html.parser").select_one("article form[action*=follow]")


def test_a_practice_is_followed_and_left_by_a_button_on_its_page(client: Client) -> None:
    practice = published(title="Harbour desk")
    page = f"/en/practices/{practice.slug}/"
    ana = person("ana")
    client.force_login(ana)
    form = button(client.get(page))
    assert form.button.text == "Follow this practice"
    sent = {field["name"]: field["value"] for field in form.select("input")}
    for _time in range(2):
        assert client.post(form["action"], sent)["Location"] == page
    assert list(followers("practice", practice.pk)) == [ana]
    listed = BeautifulSoup(client.get(FOLLOWED).content, "html.parser").select_one(".tasks a")
    assert listed
    assert (listed.text, listed["href"]) == ("Harbour desk", page)
    form = button(client.get(page))
    assert form.button.text == "Stop following"
    client.post(form["action"], {field["name"]: field["value"] for field in form.select("input")})
    assert not followers("practice", practice.pk).exists()
    assert "You follow nothing yet." in said(client.get(FOLLOWED))


def test_a_visitor_is_led_by_signing_in_to_a_page_that_asks(client: Client) -> None:
    practice = published(title="Harbour desk")
    page = client.get(f"/en/practices/{practice.slug}/")
    link = BeautifulSoup(page.content, "html.parser").select_one("article a[href*='/follow/']")
    assert link
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert client.get(link["href"])["Location"].startswith("/en/accounts/login/?next=")
    client.force_login(person("ana"))
    assert "Harbour desk" in said(client.get(link["href"]))
    assert not Following.objects.exists()
    client.post(link["href"])
    assert Following.objects.count() == 1


def test_what_is_not_published_cannot_be_followed_and_loses_its_name_in_the_list(
    client: Client,
) -> None:
    ana, practice = person("ana"), published(title="Harbour desk")
    hidden, _text = drafted(organisation("Other Board"))
    client.force_login(ana)
    assert client.get(f"/en/account/notices/follow/practice/{hidden.pk}/").status_code == 404
    assert client.get("/en/account/notices/follow/none/1/").status_code == 404
    assert client.post(f"/en/account/notices/follow/practice/{hidden.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        follow(by=ana, kind="practice", object_id=hidden.pk)
    follow(by=ana, kind="practice", object_id=practice.pk)
    Practice.objects.filter(pk=practice.pk).update(live=False)
    page = said(client.get(FOLLOWED))
    assert "Harbour" not in page
    assert "This is not there for you any more." in page
    # Leaving it is possible all the same.
    assert unfollow(by=ana, kind="practice", object_id=practice.pk) == {"changed": True}


def test_the_way_back_never_leads_off_the_site(client: Client) -> None:
    practice = published(title="Harbour desk")
    client.force_login(person("ana"))
    for away in ("https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"):
        answer = client.post(f"/en/account/notices/follow/practice/{practice.pk}/", {"next": away})
        assert answer["Location"] == f"/en/practices/{practice.slug}/"
