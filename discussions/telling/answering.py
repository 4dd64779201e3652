"""What mail programs are told of a mail about a post: which conversation it belongs to, and, where
replies by mail are taken, where one goes."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

from discussions.mailed import addresses
from discussions.models import Post
from hub.models import Notice


def headers(notice: Notice) -> Mapping[str, str]:
    """`References`, so that the mails of a topic stand together, and `Reply-To` where a reply
    would become a post."""
    post = Post.objects.filter(pk=int(notice.object_id)).only("topic_id").first()
    if post is None:
        return {}
    host = urlsplit(settings.HUB_BASE_URL).hostname or "localhost"
    found = {"References": f"<topic.{post.topic_id}@{host}>"}
    address = addresses.reply_address(notice.recipient, post)
    return found | ({"Reply-To": address} if address else {})
