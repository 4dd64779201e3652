"""What authors do: publish, edit and withdraw posts, keep drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions import links, log
from discussions.models import (
    Capacity,
    EventKind,
    Post,
    PostDraft,
    PostState,
    PostVersion,
    Topic,
)
from discussions.moderation import holding, limits
from discussions.permissions import (
    can_edit_post,
    can_moderate_topic,
    can_view_post,
    can_view_topic,
    can_withdraw_post,
)
from discussions.posting import closing, files, mentions, speaking, texts
from discussions.posting.publishing import came_out
from discussions.telling import notices
from hub import richtext, statements
from hub.actions import Act, NotAllowed, Refused, action
from hub.models import Organisation, User

# How often one post may be edited: the history is there to be read.
MOST_EDITS = 50


class Stale(Exception):
    """The post is no longer what the author saw (409). `version` is its number now."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(str(version))


@action("post.publish")
def publish(
    act: Act,
    *,
    topic: Topic,
    source: str,
    language: str,
    parent: Post | None = None,
    organisation: Organisation | None = None,
    capacity: str = Capacity.PERSONAL,
    name_withheld: bool = False,
    draft: PostDraft | None = None,
    via: str = "web",
    received_at: datetime | None = None,
) -> dict[str, Any]:
    """Say something in a topic, at the top or in reply to `parent`.

    Answers `{"post": pk, "state": "published" | "held", "held_for": [keys]}`. What was received
    (`received_at`, else now) before the topic closed counts. `draft` is thrown away with it, and
    its files become those of the post; one that is gone, or somebody else's, is nothing. Of
    `topic`, `parent` and `draft` the keys are enough. Raises `Refused` with sentences by field:
    `source`, `language`, `parent`, `capacity`, `organisation`, `name_withheld`, or "" where the
    topic takes no posts; `NotAllowed` for who may not write in it.
    """
    author = _author(act)
    of, root = _place(topic, parent)
    if not author.is_active or not can_view_topic(author, of):
        raise NotAllowed(act.verb)
    at = received_at or timezone.now()
    closing.refuse(of, at, moderates=of.is_locked and can_moderate_topic(author, of))
    text, code = texts.tidy(source), texts.language_code(language)
    speaking.refuse_unfit(author, of, capacity, organisation, name_withheld=name_withheld)
    limits.refuse_spam(act, of, organisation, text)
    named = mentions.named_in(text, of, author)
    held_for = holding.reasons_to_hold(author, of, text, named)
    post = Post(
        topic=of,
        parent_id=parent.pk if parent else None,
        root_id=root,
        state=PostState.HELD if held_for else PostState.PUBLISHED,
        author=author,
        organisation=organisation,
        capacity=capacity,
        name_withheld=name_withheld,
        language=code,
        source=text,
        html=richtext.render(text),
        renderer=richtext.RENDERER_VERSION,
        created_at=at,
        published_at=None if held_for else timezone.now(),
        via=via,
        held_for=held_for,
    )
    statements.insert(post)
    mentions.record(post, named)
    if draft is not None:
        files.take_over(author, draft, post)
    if held_for:
        notices.post_held(act, post)
    else:
        came_out(act, post)
    act.created("post", post.pk)
    act.details = {"topic": of.pk, "via": via, "held_for": held_for}
    return {"post": post.pk, "state": post.state, "held_for": held_for}


@action("post.edit")
def edit(act: Act, *, post: Post, source: str, language: str, seen: int) -> dict[str, Any]:
    """Say it better, within `HUB_POST_EDIT_HOURS` of publication; what it said before stays on
    its history. seen: the version that the author changed. Raises `Stale` where its text was
    changed since. Answers `{"post": pk, "version": 2}`, the same version where nothing changed."""
    author = _author(act)
    row = _locked(post)
    if not can_view_post(author, row) or row.author_id != author.pk:
        raise NotAllowed(act.verb)
    if not can_edit_post(author, row):
        raise Refused(why_not_edited(author, row))
    if seen != row.version and row.versions.filter(number__gte=seen).exists():
        raise Stale(row.version)
    text, code = texts.tidy(source), texts.language_code(language)
    if (text, code) == (row.source, row.language):
        return {"post": row.pk, "version": row.version}
    if row.versions.count() >= MOST_EDITS:
        raise Refused(
            _("This post was edited as often as a post can be. Write another one instead.")
        )
    named = mentions.named_in(text, row.topic, author)
    new = mentions.record(row, named)
    holding.refuse_more_than_before(author, row.topic, row.source, text, new)
    PostVersion.objects.create(
        post=row, number=row.version, language=row.language, source=row.source, replaced_by=author
    )
    row.source, row.language = text, code
    row.html, row.renderer = richtext.render(text), richtext.RENDERER_VERSION
    row.version += 1
    row.edited_at = timezone.now()
    row.save(update_fields=["source", "language", "html", "renderer", "version", "edited_at"])
    links.record(act, row)
    if new:
        notices.post_published(act, row)
    log.happened(act, row.topic, EventKind.POST_EDITED, row)
    act.changed("post", row.pk)
    act.details = {"topic": row.topic_id, "version": row.version}
    return {"post": row.pk, "version": row.version}


@action("post.withdraw")
def withdraw(act: Act, *, post: Post) -> dict[str, Any]:
    """Take one's own post out of sight; a stub stays in its place, and its files are gone for
    readers. Answers `{"post": pk}`; a second time changes nothing."""
    author = _author(act)
    row = _locked(post)
    if not can_view_post(author, row) or row.author_id != author.pk:
        raise NotAllowed(act.verb)
    if row.state == PostState.WITHDRAWN:
        return {"post": row.pk}
    if not can_withdraw_post(author, row):
        raise Refused(why_not_withdrawn(row))
    was_public = row.state == PostState.PUBLISHED
    row.state = PostState.WITHDRAWN
    row.version += 1
    row.save(update_fields=["state", "version"])
    if was_public:
        log.happened(act, row.topic, EventKind.POST_WITHDRAWN, row, counts=-1)
    act.changed("post", row.pk)
    act.details = {"topic": row.topic_id, "was_public": was_public}
    return {"post": row.pk}


@action("post.save-draft")
def save_draft(
    act: Act,
    *,
    topic: Topic,
    source: str,
    language: str,
    parent: Post | None = None,
    organisation: Organisation | None = None,
    capacity: str = Capacity.PERSONAL,
    name_withheld: bool = False,
    keep_empty: bool = False,
) -> dict[str, Any]:
    """Keep what the person is writing in a topic, at the top or in reply to `parent`. language
    may be "": not chosen yet. Answers `{"draft": "…"}`; "" where nothing is kept: the text is
    empty and has no files (unless `keep_empty`), or was published meanwhile."""
    author = _author(act)
    row = Topic.objects.select_related("space").get(pk=topic.pk)
    if not can_view_topic(author, row):
        raise NotAllowed(act.verb)
    answered = parent.pk if parent else None
    if parent and not Post.objects.filter(pk=parent.pk, topic=row).exists():
        raise Refused({"parent": _("The post that you answer is not there.")})
    text = source.replace("\r\n", "\n").replace("\x00", "")[: texts.LONGEST]
    place: dict[str, Any] = {"user": author, "topic": row, "parent_id": answered}
    if not text.strip() and not keep_empty:
        known = PostDraft.objects.filter(**place).first()
        if known is None:
            return {"draft": ""}
        if not files.of_draft(known).exists():
            known.delete()
            return {"draft": ""}
    elif _is_published(author, row, answered, text):
        return {"draft": ""}
    draft, _made = PostDraft.objects.update_or_create(
        **place,
        defaults={
            "source": text,
            "language": texts.language_code(language) if language else "",
            "organisation": organisation,
            "capacity": capacity if capacity in Capacity.values else Capacity.PERSONAL,
            "name_withheld": name_withheld,
            "updated_at": timezone.now(),
        },
    )
    act.details = {"topic": row.pk}
    return {"draft": str(draft.pk)}


@action("post.discard-draft")
def discard_draft(act: Act, *, draft: PostDraft) -> dict[str, Any]:
    """Throw away one's own draft. Answers `{"discarded": true}`, false where it was gone."""
    author = _author(act)
    row = PostDraft.objects.filter(pk=draft.pk, user=author).first()
    if row is None:
        return {"discarded": False}
    act.details = {"topic": row.topic_id}
    row.delete()
    return {"discarded": True}


def why_not_edited(author: User, post: Post) -> str:
    """Why somebody's own post cannot be edited, as a sentence."""
    from django.conf import settings

    if post.state == PostState.HELD:
        return _(
            "A post that waits for a moderator cannot be edited. Withdraw it and write another."
        )
    if post.state != PostState.PUBLISHED:
        return _("This post is out of sight and cannot be edited.")
    why = closing.why_not(post.topic)
    if why:
        return why
    if post.topic.is_locked and not can_moderate_topic(author, post.topic):
        return closing.locked()
    hours = settings.HUB_POST_EDIT_HOURS
    return ngettext(
        "A post can be edited for %(hours)s hour after it was published. Write another one"
        " instead, or withdraw it.",
        "A post can be edited for %(hours)s hours after it was published. Write another one"
        " instead, or withdraw it.",
        hours,
    ) % {"hours": hours}


def why_not_withdrawn(post: Post) -> str:
    """Why somebody's own post cannot be withdrawn, as a sentence."""
    if post.state in (PostState.PUBLISHED, PostState.HELD):
        return _("The outcome of this topic rests on this post. Ask the moderators about it.")
    return _("This post is out of sight already.")


def _author(act: Act) -> User:
    """Only people write."""
    author = act.user_or_none
    if author is None:
        raise NotAllowed(act.verb)
    return author


def _place(topic: Topic, parent: Post | None) -> tuple[Topic, int | None]:
    """The topic as it is now, and the key of the post at the top of the thread in which `parent`
    stands, in one query."""
    topics = Topic.objects.select_related("space")
    if parent is None:
        return topics.get(pk=topic.pk), None
    answered = topics.filter(
        pk=topic.pk, posts__pk=parent.pk, posts__state=PostState.PUBLISHED
    ).annotate(answered_root=F("posts__root"))
    for of in answered:
        return of, of.answered_root or parent.pk
    raise Refused(
        {
            "parent": _(
                "The post that you answer is out of sight meanwhile. Sent again, what you wrote"
                " stands as a post of its own."
            )
        }
    )


def _locked(post: Post) -> Post:
    return (
        Post.objects.select_related("topic__space")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=post.pk)
    )


def _is_published(author: User, topic: Topic, parent: int | None, text: str) -> bool:
    """Whether a draft comes late: its text was sent in the same place before it arrived."""
    said = Post.objects.filter(author=author, topic=topic, parent=parent)
    return said.filter(source=text.rstrip().lstrip("\n")).exists()
