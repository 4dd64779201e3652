"""Who gets which answer at the addresses of discussions: the rows of each room, and the objects
that they name. `tests/test_addresses.py` asks."""

from __future__ import annotations

import uuid
from typing import Any

from discussions.models import Citation, Misquotation, SpaceInvitation, Topic, Visibility
from discussions.spaces import tokens
from hub.models import Organisation, User
from hub.notifications import unsubscribing
from tests.discussions.outcomes import claim, published
from tests.discussions.rooms import post, space, topic

# In the order of `tests.test_addresses.PEOPLE`; the secretariat moderates every space. `{topic}`
# is an open topic of the public space `talk`, `{post}` a post of the member's in it; `{closed}` is
# a topic of the space `inner`, which has no members; `{asked}` is an invitation to the topic.
SPACES = """
GET  /en/spaces/                                           200 200 200 200 200 200
GET  /en/spaces/new/                                       302 403 403 403 403 200
POST /en/spaces/new/                                       302 403 403 403 403 422
GET  /en/spaces/talk/                                      200 200 200 200 200 200
GET  /en/spaces/inner/                                     404 404 404 404 404 200
GET  /en/spaces/none/                                      404 404 404 404 404 404
GET  /en/spaces/talk/edit/                                 302 403 403 403 403 200
POST /en/spaces/talk/edit/                                 302 403 403 403 403 422
GET  /en/spaces/inner/edit/                                302 404 404 404 404 200
GET  /en/spaces/talk/extend/                               302 403 403 403 403 200
POST /en/spaces/talk/extend/                               302 403 403 403 403 422
GET  /en/spaces/talk/archive/                              302 403 403 403 403 200
POST /en/spaces/talk/archive/                              302 403 403 403 403 302
GET  /en/spaces/talk/people/                               302 403 403 403 403 200
POST /en/spaces/talk/people/                               302 403 403 403 403 422
GET  /en/spaces/inner/people/                              302 404 404 404 404 200
GET  /en/spaces/talk/leave/                                302 403 403 403 403 403
POST /en/spaces/talk/leave/                                302 403 403 403 403 403
GET  /en/spaces/inner/leave/                               302 404 404 404 404 403
GET  /en/spaces/talk/invite/                               302 403 403 403 403 200
POST /en/spaces/talk/invite/                               302 403 403 403 403 422
GET  /en/spaces/talk/topics/new/                           302 403 403 403 403 200
POST /en/spaces/talk/topics/new/                           302 403 403 403 403 422
GET  /en/spaces/inner/topics/new/                          302 404 404 404 404 200
GET  /en/spaces/topics/{topic}/edit/                       302 403 403 403 403 200
POST /en/spaces/topics/{topic}/edit/                       302 403 403 403 403 422
GET  /en/spaces/topics/{closed}/edit/                      302 404 404 404 404 200
GET  /en/spaces/topics/0/edit/                             302 404 404 404 404 404
GET  /en/spaces/topics/{topic}/places/                     302 403 403 403 403 200
POST /en/spaces/topics/{topic}/places/                     302 403 403 403 403 422
GET  /en/spaces/topics/{topic}/extend/                     302 403 403 403 403 200
POST /en/spaces/topics/{topic}/extend/                     302 403 403 403 403 422
GET  /en/spaces/topics/{topic}/open/                       302 403 403 403 403 200
POST /en/spaces/topics/{topic}/open/                       302 403 403 403 403 302
GET  /en/spaces/topics/{topic}/archive/                    302 403 403 403 403 200
POST /en/spaces/topics/{topic}/archive/                    302 403 403 403 403 422
GET  /en/spaces/invitations/{asked}/                       302 302 302 302 302 302
POST /en/spaces/invitations/{asked}/                       302 422 422 422 422 422
GET  /en/spaces/invitations/wrong/                         404 404 404 404 404 404
"""
# `{post}` is the member's, so that others may not change it. What a visitor types is kept in their
# session, whatever the topic.
POSTING = """
GET  /en/spaces/topics/{topic}/write/                      200 200 200 200 200 200
GET  /en/spaces/topics/{topic}/write/?to={post}&quote=1    200 200 200 200 200 200
GET  /en/spaces/topics/{topic}/write/?to=0                 404 404 404 404 404 404
GET  /en/spaces/topics/{closed}/write/                     404 404 404 404 404 200
GET  /en/spaces/topics/0/write/                            404 404 404 404 404 404
POST /en/spaces/topics/{topic}/write/                      302 422 422 422 422 422
POST /en/spaces/topics/{closed}/write/                     302 404 404 404 404 422
POST /en/spaces/topics/{topic}/preview/                    302 422 422 422 422 422
POST /en/spaces/topics/{closed}/preview/                   302 404 404 404 404 422
POST /en/spaces/topics/{topic}/draft/                      302 302 302 302 302 302
POST /en/spaces/topics/{closed}/draft/                     302 404 404 404 404 302
GET  /en/spaces/topics/{topic}/drafts/{nobodys}/files/    302 404 404 404 404 404
POST /en/spaces/topics/{topic}/drafts/{nobodys}/files/    302 404 404 404 404 404
GET  /en/spaces/posts/{post}/edit/                         302 403 200 403 403 403
POST /en/spaces/posts/{post}/edit/                         302 403 422 403 403 403
GET  /en/spaces/posts/{among}/edit/                        302 404 404 404 404 403
GET  /en/spaces/posts/{post}/files/                        302 403 200 403 403 403
POST /en/spaces/posts/{post}/files/                        302 403 422 403 403 403
GET  /en/spaces/posts/{among}/files/                       302 404 404 404 404 403
GET  /en/spaces/posts/{post}/history/                      200 200 200 200 200 200
GET  /en/spaces/posts/{among}/history/                     404 404 404 404 404 200
GET  /en/spaces/posts/{post}/withdraw/                     302 403 200 403 403 403
POST /en/spaces/posts/{post}/withdraw/                     302 403 302 403 403 403
GET  /en/spaces/posts/{among}/withdraw/                    302 404 404 404 404 403
"""
READING = """
GET  /en/spaces/topics/{topic}/                            200 200 200 200 200 200
GET  /en/spaces/topics/{topic}/?order=newest&language=ar   200 200 200 200 200 200
GET  /en/spaces/topics/{topic}/?page=2                     404 404 404 404 404 404
GET  /en/spaces/topics/{topic}/?post=1                     302 302 302 302 302 302
GET  /en/spaces/topics/{closed}/                           404 404 404 404 404 200
GET  /en/spaces/topics/0/                                  404 404 404 404 404 404
POST /en/spaces/topics/{topic}/read/                       302 302 302 302 302 302
POST /en/spaces/topics/{closed}/read/                      302 404 404 404 404 302
GET  /en/spaces/posts/{post}/                              302 302 302 302 302 302
GET  /en/spaces/posts/0/                                   404 404 404 404 404 404
GET  /en/spaces/posts/{post}/translate/fr/                 302 403 200 403 403 200
POST /en/spaces/posts/{post}/translate/fr/                 302 403 422 403 403 422
GET  /en/spaces/posts/{post}/translate/en/                 302 403 404 403 403 404
GET  /en/spaces/posts/0/translate/fr/                      302 404 404 404 404 404
"""
LIVE = """
GET  /en/spaces/topics/{topic}/events?since=0              200 200 200 200 200 200
GET  /en/spaces/topics/{topic}/events?since=0&as=html      200 200 200 200 200 200
GET  /en/spaces/topics/{topic}/events                      400 400 400 400 400 400
GET  /en/spaces/topics/{closed}/events?since=0             404 404 404 404 404 200
GET  /en/spaces/topics/{closed}/events                     404 404 404 404 404 400
GET  /en/spaces/topics/0/events?since=0                    404 404 404 404 404 404
"""
MODERATION = """
GET  /en/spaces/moderation/                                302 403 403 403 403 200
POST /en/spaces/moderation/                                302 403 403 403 403 422
GET  /en/spaces/moderation/log/                            302 403 403 403 403 200
GET  /en/spaces/moderation/log/export/                     302 403 403 403 403 200
GET  /en/spaces/mine/                                      302 200 200 200 200 200
GET  /en/spaces/posts/{post}/report/                       302 200 403 200 200 200
POST /en/spaces/posts/{post}/report/                       302 422 403 422 422 422
GET  /en/spaces/posts/0/report/                            302 404 404 404 404 404
GET  /en/spaces/posts/{post}/moderate/                     302 403 403 403 403 200
POST /en/spaces/posts/{post}/moderate/                     302 403 403 403 403 422
GET  /en/spaces/topics/{topic}/lock/                       302 403 403 403 403 200
POST /en/spaces/topics/{topic}/lock/                       302 403 403 403 403 302
GET  /en/spaces/topics/{closed}/lock/                      302 404 404 404 404 200
"""
# `{done}` is a topic of `talk` with its outcome, `{claim}` the first paragraph of it, which cites
# two posts of the member's, `{cited}` by one of which and `{misquoted}` a report about the other.
OUTCOMES = """
GET  /en/spaces/topics/{topic}/outcome/                    302 403 403 403 403 200
POST /en/spaces/topics/{topic}/outcome/                    302 403 403 403 403 302
GET  /en/spaces/topics/{closed}/outcome/                   302 404 404 404 404 200
GET  /en/spaces/topics/{done}/outcome/                     302 403 403 403 403 200
POST /en/spaces/topics/{done}/outcome/                     302 403 403 403 403 422
GET  /en/spaces/topics/{topic}/outcome/posts/              302 403 403 403 403 404
GET  /en/spaces/topics/{done}/outcome/posts/               302 403 403 403 403 404
GET  /en/spaces/topics/{done}/outcome/preview/             302 403 403 403 403 302
GET  /en/spaces/topics/{closed}/close/                     302 404 404 404 404 302
GET  /en/spaces/topics/{done}/close/                       302 403 403 403 403 302
POST /en/spaces/topics/{done}/close/                       302 403 403 403 403 302
GET  /en/spaces/topics/{done}/outcome/correct/0/           302 403 403 403 403 200
GET  /en/spaces/topics/{done}/outcome/correct/{claim}/     302 403 403 403 403 200
POST /en/spaces/topics/{done}/outcome/correct/{claim}/     302 403 403 403 403 422
GET  /en/spaces/topics/{topic}/outcome/correct/{claim}/    302 403 403 403 403 404
GET  /en/spaces/topics/{done}/outcome/misquoted/{cited}/   302 404 200 404 404 404
POST /en/spaces/topics/{done}/outcome/misquoted/{cited}/   302 404 422 404 404 404
GET  /en/spaces/topics/{done}/outcome/reports/{misquoted}/ 302 404 200 404 404 200
POST /en/spaces/topics/{done}/outcome/reports/{misquoted}/ 302 404 404 404 404 422
GET  /en/spaces/topics/{done}/outcome.docx                 200 200 200 200 200 200
GET  /en/spaces/topics/{done}/outcome.json                 200 200 200 200 200 200
GET  /en/spaces/topics/{done}/print/                       200 200 200 200 200 200
GET  /en/spaces/topics/{closed}/outcome.docx               404 404 404 404 404 200
GET  /en/spaces/topics/{closed}/outcome.json               404 404 404 404 404 200
GET  /en/spaces/topics/{closed}/print/                     404 404 404 404 404 200
"""
# What a person follows, by the button's page and by the link of a mail; `{unfollow}` is one of
# theirs. Replies by mail are not set up.
TELLING = """
GET  /en/account/notices/follow/topic/{topic}/             302 200 200 200 200 200
POST /en/account/notices/follow/topic/{topic}/             302 302 302 302 302 302
GET  /en/account/notices/follow/topic/{closed}/            302 404 404 404 404 200
GET  /en/account/notices/unfollow/{unfollow}/              200 200 200 200 200 200
POST /en/account/notices/unfollow/{unfollow}/              200 200 200 200 200 200
GET  /en/account/notices/unfollow/wrong/                   404 404 404 404 404 404
GET  /mail/reply/                                          404 404 404 404 404 404
POST /mail/reply/                                          404 404 404 404 404 404
"""
TABLE = "\n".join([SPACES, POSTING, READING, LIVE, MODERATION, OUTCOMES, TELLING]).replace(
    "{nobodys}", str(uuid.UUID(int=0))
)


def objects(people: dict[str, User], verified: Organisation) -> dict[str, Any]:
    """What the rows name, by the name under which they do."""
    talk = space("Talk", slug="talk")
    asked = topic("What works?", talk)
    inner = space("Inner", slug="inner", visibility=Visibility.MEMBERS)
    invited = tokens.new(
        SpaceInvitation(space=talk, topic=asked, email="asked@example.org", language="en")
    )
    invited.save()
    said = post("Training works.", asked, by=people["member"], organisation=verified)
    closed = topic("Among us?", inner)
    return {
        "topic": asked.pk,
        "post": said.pk,
        "among": post("Among us.", closed).pk,
        "unfollow": unsubscribing.following_token(people["stranger"], "topic", str(asked.pk)),
        "closed": closed.pk,
        "asked": tokens.token_of(invited),
        **_answered_for(topic("What came of it?", talk), people["member"]),
    }


def _answered_for(done: Topic, author: User) -> dict[str, Any]:
    """A topic that is closed with an outcome."""
    one, other = post("One.", done, by=author), post("Other.", done, by=author)
    outcome = published(done, claim("So.", one, other))
    cited = Citation.objects.get(post=one)
    report = Misquotation.objects.create(
        outcome=outcome, post=other, by=author, said="No.", language="en", paragraph=cited.paragraph
    )
    return {
        "done": done.pk,
        "claim": cited.paragraph_id,
        "cited": cited.pk,
        "misquoted": report.pk,
    }
