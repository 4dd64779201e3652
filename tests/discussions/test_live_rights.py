"""Who may not read any more, over real sockets: the changes are made in one process, by the
actions of the product; the sockets are in another, which hears of them by looking."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from discussions.live.events import Close
from discussions.models import Space, Topic, Visibility
from discussions.moderation.actions import hide
from discussions.moderation.setting_up import load_reasons
from discussions.spaces.actions.keeping import edit_space
from discussions.spaces.actions.people import (
    invite_organisation,
    remove_member,
    take_organisation_out,
)
from hub.actions import system
from hub.models import User
from tests.discussions.rooms import post, space, space_member, topic
from tests.discussions.served import TOKEN, Server
from tests.hub.organisations import member, organisation
from tests.sessions import session_of

# Long: it starts a server.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

# Seconds in which who may not read any more is shown out.
WITHIN = 5.0
AFTER, HIDDEN = "wintermoth", "lanternorchard"


def sign_out(server: Server, session: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.request("POST", "/en/accounts/logout/", f"csrfmiddlewaretoken={TOKEN}", {
        "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN,
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
    })  # fmt: skip
    assert line.getresponse().status == 302
    line.close()


def reads(server: Server, of: Topic) -> dict[str, str]:
    """What a visitor gets at the addresses of a public topic, whose pages the server keeps; the
    second time, as the first time left it."""
    here = f"/en/spaces/topics/{of.pk}/"
    got: dict[str, str] = {}
    for path in 2 * (
        here, f"/ar/spaces/topics/{of.pk}/", f"{here}?order=newest", f"{here}print/",
        f"{here}outcome.json", f"{here}events?since=0", f"/en/spaces/{of.space.slug}/",
    ):  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        line.request("GET", path)
        answer = line.getresponse()
        got[path] = f"{answer.status} {answer.read().decode()}"
        line.close()
    return got


def close_to_visitors(home: Space) -> None:
    edit_space(
        by=system, space=home, visibility=Visibility.MEMBERS, original_language="en",
        texts={"en": {"title": "Among us", "introduction": "", "audience": ""}},
        objectives=[], languages=[], may_withhold_names=False,
    )  # fmt: skip


def heard(page: ClientConnection, seconds: float) -> tuple[list[str], int, float]:
    """All that comes until the socket is closed or the time is over, with the code and the moment
    of closing; 0 where it stays open."""
    texts: list[str] = []
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            texts.append(str(page.recv(left)))
    except TimeoutError:
        pass
    except ConnectionClosed as closed:
        return texts, closed.rcvd.code if closed.rcvd else -1, time.monotonic()
    return texts, 0, time.monotonic()


def test_who_may_not_read_any_more_is_shown_out_in_time_and_hears_nothing_that_came_after(
    tmp_path: Path,
) -> None:
    load_reasons(lambda line: None)
    among = topic("Among us?", space(visibility=Visibility.MEMBERS))
    public, league = topic(f"For {AFTER}?", space(AFTER)), organisation()
    talk = topic("What works?", space(HIDDEN))
    of_invited = topic("Of those invited?", space(visibility=Visibility.INVITED))
    invite_organisation(by=system, space=of_invited.space, organisation=league)
    removed, deactivated, leaver, stays = (space_member(among.space) for _number in range(4))
    leaving = session_of(leaver)
    server = Server(tmp_path, "one", look=2.0)
    try:
        server.is_ready()
        # Each with the code that it is to be closed with; 0 stays.
        pages = {
            "removed": (server.listen(among.pk, session_of(removed)), Close.NOT_FOUND),
            "deactivated": (server.listen(among.pk, session_of(deactivated)), Close.SESSION_OVER),
            "signed out": (server.listen(among.pk, leaving), Close.SESSION_OVER),
            "signed out elsewhere": (server.listen(public.pk, leaving), Close.SESSION_OVER),
            "of them": (
                server.listen(of_invited.pk, session_of(member(league))), Close.NOT_FOUND,
            ),
            "a visitor": (server.listen(public.pk), Close.NOT_FOUND),
            "of another space": (server.listen(public.pk, session_of(stays)), Close.NOT_FOUND),
            "stays": (server.listen(among.pk, session_of(stays)), 0),
        }  # fmt: skip
        taken_back = post(f"Soon hidden, {HIDDEN}.", among)
        assert HIDDEN in str(pages["stays"][0].recv(10))
        shown = post(f"Soon hidden, {HIDDEN}.", talk)
        # The events say what was posted, and nothing was.
        assert [path for path, text in reads(server, public).items() if AFTER not in text] == [
            f"/en/spaces/topics/{public.pk}/events?since=0"
        ]
        assert [path for path, text in reads(server, talk).items() if HIDDEN not in text] == []
        remove_member(by=system, space=among.space, person=removed)
        User.objects.filter(pk=deactivated.pk).update(is_active=False)
        sign_out(server, leaving)
        take_organisation_out(by=system, space=of_invited.space, organisation=league)
        close_to_visitors(public.space)
        for each in (taken_back, shown):
            hide(by=system, post=each, reason="advertising")
        changed = time.monotonic()
        for each in (among, public, of_invited):
            post(f"After the change, {AFTER}.", each)
        with ThreadPoolExecutor(len(pages)) as pool:
            listening = {
                who: pool.submit(heard, page, WITHIN + 1) for who, (page, _code) in pages.items()
            }  # fmt: skip
            told = {who: each.result() for who, each in listening.items()}
        assert {text[:3] for text in reads(server, public).values()} == {"404"}
        assert [
            text for text in reads(server, talk).values() if f"Soon hidden, {HIDDEN}" in text
        ] == []
    finally:
        server.stop()
    for who, (texts, code, at) in told.items():
        assert code == pages[who][1], (who, code, texts)
        if code:
            assert at - changed < WITHIN, who
            assert AFTER not in "".join(texts), who
            assert json.loads(texts[-1])["type"] == "bye"
    after = "".join(told["stays"][0])
    assert AFTER in after
    assert HIDDEN not in after
    assert '"why":"hidden"' in after
