"""Files of posts and of drafts: who reads them, and which are still needed.

A file is sent for a draft (its purpose, `draft:<uuid>`), and only its writer reads it. When the
draft is published it becomes one of the post's (`post:7`) and is read by whoever reads the post:
where that is hidden or withdrawn, the file is gone with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import ngettext

from discussions import log
from discussions.models import EventKind, Post, PostDraft, PostFile
from discussions.permissions import can_edit_post, can_view_topic
from hub.actions import Refused, action
from hub.files import registry
from hub.models import StoredFile, User

if TYPE_CHECKING:
    from hub.actions import Act
    from hub.querysets import Viewer

DRAFT, POST = "draft", "post"
MOST = 5


def purpose_of(draft: PostDraft) -> str:
    return registry.purpose(DRAFT, draft.pk)


def of_draft(draft: PostDraft) -> QuerySet[StoredFile]:
    """The files that were sent for a draft, in the order in which they came."""
    return StoredFile.objects.filter(purpose=purpose_of(draft), uploaded_by=draft.user_id)


class DraftFiles:
    """Answers for those of drafts, see `hub.files.registry.Keeper`."""

    def may_add(self, viewer: Viewer, pk: str) -> bool:
        draft = _draft(pk)
        return (
            draft is not None
            and viewer.is_authenticated
            and draft.user_id == viewer.pk
            and can_view_topic(viewer, draft.topic)
        )

    def announced(self, pk: str) -> None:
        draft = _draft(pk)
        if draft is not None:
            _refuse_one_more(of_draft(draft).count())

    def readable_by(self, viewer: Viewer) -> Q:
        if not viewer.is_authenticated:
            return Q(pk__in=())
        # Nobody sends files for another's draft; those of one that is gone are no longer needed.
        return Q(uploaded_by=viewer.pk)

    def received(self, act: Act, file: StoredFile, pk: str, about: dict[str, Any]) -> None:
        draft = _draft(pk)
        if draft is not None:
            # This one is there already.
            _refuse_one_more(of_draft(draft).count() - 1)

    def in_use(self, files: Iterable[StoredFile]) -> set[uuid.UUID]:
        drafts = {file.pk: _uuid(registry.keeper_of(file.purpose)[1]) for file in files}
        there = PostDraft.objects.filter(pk__in=[each for each in drafts.values() if each])
        kept = set(there.values_list("pk", flat=True))
        return {file for file, draft in drafts.items() if draft in kept}


class PostFiles:
    """Answers for those of posts, see `hub.files.registry.Keeper`."""

    def may_add(self, viewer: Viewer, pk: str) -> bool:
        post = _post(pk)
        return post is not None and can_edit_post(viewer, post)

    def announced(self, pk: str) -> None:
        post = _post(pk)
        if post is not None:
            _refuse_one_more(post.files.count())

    def readable_by(self, viewer: Viewer) -> Q:
        seen = Post.objects.visible_to(viewer)
        return Q(pk__in=PostFile.objects.filter(post__in=seen.values("pk")).values("file"))

    def received(self, act: Act, file: StoredFile, pk: str, about: dict[str, Any]) -> None:
        post = Post.objects.select_related("topic__space").get(pk=int(pk))
        _refuse_one_more(post.files.count())
        PostFile.objects.create(post=post, file=file)
        show_changed(act, post)

    def in_use(self, files: Iterable[StoredFile]) -> set[uuid.UUID]:
        named = PostFile.objects.filter(file__in=[file.pk for file in files])
        return set(named.values_list("file", flat=True))


def show_changed(act: Act, post: Post) -> None:
    """Say that a published post has other files than it had."""
    Post.objects.filter(pk=post.pk).update(version=F("version") + 1)
    log.happened(act, post.topic, EventKind.POST_EDITED, post)
    act.changed("post", post.pk)


def take_over(author: User, draft: PostDraft, post: Post) -> None:
    """Throw away the draft of which a post was made; what was sent for it goes with the post."""
    own = PostDraft.objects.filter(pk=draft.pk, user=author).first()
    if own is None:
        return
    files = list(of_draft(own).select_for_update(no_key=True)[:MOST])
    if files:
        StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(
            purpose=registry.purpose(POST, post.pk)
        )
        PostFile.objects.bulk_create(PostFile(post=post, file=file) for file in files)
    own.delete()


@action("post.remove-file")
def remove_from_post(act: Act, *, post: Post, file: StoredFile) -> dict[str, Any]:
    """Take a file off one's own post, as long as it can be edited. Answers `{"removed": true}`."""
    row = Post.objects.select_related("topic__space").get(pk=post.pk)
    act.require(can_edit_post(act.user, row))
    gone, _tables = PostFile.objects.filter(post=row, file=file.pk).delete()
    if gone:
        show_changed(act, row)
    act.details = {"file": str(file.pk)}
    return {"removed": bool(gone)}


@action("post.remove-draft-file")
def remove_from_draft(act: Act, *, draft: PostDraft, file: StoredFile) -> dict[str, Any]:
    """Take a file out of one's own draft. Answers `{"removed": true}`."""
    act.require(draft.user_id == act.user.pk)
    # Of no purpose it belongs to nothing, and the clearing finds it.
    gone = of_draft(draft).filter(pk=file.pk).update(purpose="")
    act.details = {"file": str(file.pk)}
    return {"removed": bool(gone)}


def _refuse_one_more(there: int) -> None:
    """Raise `Refused` where there are as many as a post may have."""
    if there >= MOST:
        raise Refused(
            {
                "file": ngettext(
                    "A post can have %(number)s file.", "A post can have %(number)s files.", MOST
                )
                % {"number": MOST}
            }
        )


def _draft(pk: str) -> PostDraft | None:
    key = _uuid(pk)
    return PostDraft.objects.select_related("topic__space").filter(pk=key).first() if key else None


def _post(pk: str) -> Post | None:
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    return Post.objects.select_related("topic__space").filter(pk=int(pk)).first()


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
