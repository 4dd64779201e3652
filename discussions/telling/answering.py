"""What mail programs are told of a mail about a post: which conversation it belongs to, and, where
replies by mail are taken, where one goes."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

from discussions.mailed import addresses
from discussions.models import Post
from discussions.permissions import can_post
from hub.models import Notice


def headers(notice: Notice) -> Mapping[str, str]:
    """`References`, so that the mails of a topic stand together, and `Reply-To` where a reply
    would become a post."""
    rows = Post.objects.select_related("topic__space")
    post = rows.filter(pk=int(notice.object_id)).first()
    if post is None:
        return {}
    host = urlsplit(settings.HUB_BASE_URL).hostname or "localhost"
    found = {"References": f"<topic.{post.topic_id}@{host}>"}
    address = addresses.reply_address(notice.recipient, post)
    if not address or not can_post(notice.recipient, post.topic):
        return found
    return found | {"Reply-To": address}
