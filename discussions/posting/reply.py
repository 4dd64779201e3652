"""The box in which one writes: what it shows, at the foot of a topic and on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from discussions.models import Capacity, Post, PostDraft, Topic
from discussions.posting import closing, drafts, keeping
from discussions.posting.forms import ReplyForm
from discussions.posting.mentions import Mentionable
from discussions.posting.texts import quote
from discussions.reading.showing import Parent, parent_of
from discussions.reading.standing import Standing
from hub.models import StoredFile


@dataclass
class Reply:
    """A reply box. form: None for who is not signed in, and where no posts are taken. parent:
    the post that is answered. typed: what the viewer typed before signing in. quoted: what a
    visitor quotes. closed: why nobody, or not this person, can write here."""

    topic: Topic
    standing: Standing
    form: ReplyForm | None = None
    parent: Post | None = None
    draft: PostDraft | None = None
    typed: str = ""
    quoted: str = ""
    closed: str = ""
    all_drafts: list[PostDraft] = field(default_factory=list)
    preview: SafeString | None = None
    preview_language: str = ""
    preview_says: list[str] = field(default_factory=list)
    people: list[Mentionable] | None = None

    @property
    def parent_pk(self) -> int | None:
        return self.parent.pk if self.parent else None

    @property
    def action(self) -> str:
        """Where the form is sent to; it names the post that is answered in a field."""
        return reverse("discussions:post-write", args=[self.topic.pk])

    @property
    def page(self) -> str:
        """The page of this box alone, also where one comes back to after signing in."""
        return drafts.address(self.topic.pk, self.parent_pk)

    @property
    def preview_url(self) -> str:
        return reverse("discussions:post-preview", args=[self.topic.pk])

    @property
    def draft_url(self) -> str:
        return reverse("discussions:post-draft", args=[self.topic.pk])

    @property
    def place(self) -> str:
        """Names what the browser keeps of this box: whose, in which topic."""
        return f"{self.standing.pk or ''}/{self.topic.pk}"

    @property
    def typed_texts(self) -> list[str]:
        return [self.typed]

    @property
    def sent_texts(self) -> list[str]:
        """What came with a form that cannot be shown again."""
        return [str(self.form.data.get("source") or "")] if self.form else []

    @cached_property
    def answers(self) -> Parent | None:
        """What is answered, as others see it."""
        return parent_of(self.parent, self.standing) if self.parent else None

    @property
    def answers_name(self) -> str:
        return self.answers.author.name if self.answers else ""

    @property
    def begun(self) -> list[drafts.Begun]:
        return drafts.elsewhere(self.all_drafts, self.parent_pk)

    @cached_property
    def files(self) -> list[StoredFile]:
        return drafts.files_of(self.draft)


def reply_for(
    request: HttpRequest,
    topic: Topic,
    standing: Standing,
    parent: Post | None = None,
    *,
    quoting: bool = False,
    form: ReplyForm | None = None,
) -> Reply:
    """The box for who asks, filled with what they began there. form: what was sent."""
    if standing.pk is None:
        kept = keeping.kept(request, topic.pk, parent.pk if parent else None)
        typed = kept["source"] if kept else ""
        quoted = quote(parent).source if quoting and parent else ""
        return Reply(
            topic, standing, parent=parent, typed=typed, quoted=quoted,
            closed=_closed(topic, standing),
        )  # fmt: skip
    begun = drafts.drafts_in(topic, request.user)  # type: ignore[arg-type]  # signed in
    draft = drafts.at(begun, parent.pk if parent else None)
    reply = Reply(topic, standing, parent=parent, draft=draft, all_drafts=begun)
    kept = keeping.kept(request, topic.pk, reply.parent_pk)
    if not standing.may_post:
        reply.closed, reply.form = _closed(topic, standing), form
        reply.typed = "\n\n".join(
            each for each in (draft.source if draft else "", kept["source"] if kept else "") if each
        )
        return reply
    if form is not None:
        reply.form = form
        return reply
    initial = _initial(draft, kept, reply.parent_pk)
    if quoting and parent is not None:
        quoted = quote(parent).source
        initial["source"] = f"{initial['source']}\n\n{quoted}".lstrip("\n")
    reply.typed = kept["source"] if kept else ""
    reply.form = ReplyForm(
        topic=topic,
        author=request.user,  # type: ignore[arg-type]  # signed in
        moderates=standing.moderates,
        answers=parent is not None,
        initial=initial,
    )
    return reply


def at_the_foot(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """The slot `topic.reply` of a topic's page."""
    reply = reply_for(context["request"], topic, standing)
    return render_to_string(
        "discussions/posting/reply.html",
        {
            "reply": reply,
            "form": reply.form,
            "language": context.get("language"),
            "csrf_token": context.get("csrf_token") if standing.pk is not None else None,
        },
    )


def _closed(topic: Topic, standing: Standing) -> str:
    """Why nobody, or not this person, can write here; "" where they can."""
    return closing.why_not(topic) or (
        closing.locked() if topic.is_locked and not standing.takes_posts else ""
    )


def _initial(
    draft: PostDraft | None, kept: keeping.Typed | None, parent: int | None
) -> dict[str, Any]:
    """What the fields hold before anything is sent: the draft, and what was typed before signing
    in, which a draft of the same place does not push out."""
    initial: dict[str, Any] = {"parent": parent, "capacity": Capacity.PERSONAL, "source": ""}
    if draft is not None:
        initial |= {
            "source": draft.source,
            "language": draft.language,
            "draft": draft.pk,
            "capacity": draft.capacity,
            "organisation": draft.organisation_id,
            "name_withheld": draft.name_withheld,
        }
    if kept and kept["source"].strip() not in initial["source"]:
        parts = [initial["source"], kept["source"]]
        initial["source"] = "\n\n".join(part for part in parts if part.strip())
        initial["language"] = initial.get("language") or kept["language"]
    return initial
