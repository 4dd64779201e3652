"""Topics of given lengths, and people to write in them; everybody and everything made up."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from discussions.models import (
    Capacity,
    EventKind,
    Post,
    PostState,
    Space,
    SpaceText,
    Topic,
    TopicEvent,
    TopicListing,
    TopicState,
    TopicText,
)
from hub import richtext
from hub.models import Membership, Organisation, User

WRITERS = 8
WORDS = (
    "The permit names a **sector** and not an employer, so that a worker can leave. In one season"
    " we counted forty-one changes; before, there were two.\n\n1. beds let by the municipality\n"
    "2. a written notice of fourteen days\n\nSee the [figures](/en/practices/) of last year."
)


def people() -> list[User]:
    """Writers of one verified organisation, each the same on every run."""
    body, _made = Organisation.objects.get_or_create(
        name="Example League",
        defaults={"kind": "civil-society", "verification": "verified",
                  "verified_at": timezone.now()},
    )  # fmt: skip
    found = []
    for number in range(WRITERS):
        email = f"example-writer-{number}@example.org"
        writer = User.objects.filter(email=email).first() or User.objects.create_user(
            email, name=f"Example Writer {number}"
        )
        Membership.objects.get_or_create(user=writer, organisation=body)
        found.append(writer)
    return found


def topic(length: int, *, writers: list[User]) -> Topic:
    """A new open topic in a public space of its own, with so many posts, every third a reply."""
    now = timezone.now()
    space = Space.objects.create(
        slug=f"bench-{length}-{now.timestamp():.6f}", original_language="en",
        opens_at=now - timedelta(days=2),
    )  # fmt: skip
    SpaceText.objects.create(space=space, language="en", title="Bench")
    made = Topic.objects.create(
        space=space, number=1, original_language="en", state=TopicState.OPEN,
        opens_at=now - timedelta(days=1), opened_at=now - timedelta(days=1),
        sequence=length, positions=length, post_count=length, last_post_at=now,
    )  # fmt: skip
    TopicText.objects.create(topic=made, language="en", question=f"What of {length} posts?")
    TopicListing.objects.create(space=space, topic=made)
    posts = Post.objects.bulk_create(
        [_post(made, number, writers[number % len(writers)]) for number in range(1, length + 1)],
        batch_size=500,
    )
    replies = [post for post in posts if post.position % 3 == 0]
    for post in replies:
        post.parent = post.root = posts[post.position - 3]
    Post.objects.bulk_update(replies, ["parent", "root"], batch_size=500)
    TopicEvent.objects.bulk_create(
        [
            TopicEvent(topic=made, number=post.position, kind=EventKind.POST_CREATED, post=post)
            for post in posts
        ],
        batch_size=500,
    )
    return made


def _post(of: Topic, position: int, author: User) -> Post:
    source = f"Answer {position}. {WORDS}"
    return Post(
        topic=of, position=position, state=PostState.PUBLISHED, author=author,
        organisation=author.memberships.all()[0].organisation, capacity=Capacity.ORGANISATION,
        language="en", source=source, html=richtext.render(source),
        renderer=richtext.RENDERER_VERSION, published_at=timezone.now(),
    )  # fmt: skip
