"""What hangs below a post."""

from __future__ import annotations

from collections import defaultdict

from discussions.models import Post


def below(post: Post) -> list[Post]:
    """The posts that answer it, those that answer these, and so on: of any state, in the order of
    their places, in one query. They are of the same thread, whose root is the post or its own."""
    thread = Post.objects.filter(topic=post.topic_id, root=post.root_id or post.pk)
    answers: dict[int, list[Post]] = defaultdict(list)
    for each in thread.order_by("position", "pk"):
        if each.parent_id is not None:
            answers[each.parent_id].append(each)
    found: list[Post] = []
    waiting, seen = [post.pk], {post.pk}
    while waiting:
        for each in answers[waiting.pop()]:
            if each.pk not in seen:
                seen.add(each.pk)
                found.append(each)
                waiting.append(each.pk)
    return sorted(found, key=lambda each: (each.position is None, each.position or 0, each.pk))
