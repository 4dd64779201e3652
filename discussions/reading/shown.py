"""What the page of a topic shows, in the reader's language and from few queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from discussions.models import Capacity, EventKind, Post, PostState, Topic, TopicEvent
from discussions.reading import texts
from discussions.reading.articles import together
from discussions.reading.once import made_once
from discussions.reading.pages import SIZE, Asked, TopicPage
from discussions.reading.standing import Standing
from discussions.reading.texts import Question
from discussions.spaces.listing import state_of_topic
from hub.languages import Language
from hub.wording import Name
from practices.links import address


@dataclass(frozen=True)
class UnreadPage:
    """A page with posts that are new to the reader."""

    number: int
    count: int
    url: str


@dataclass
class TopicShown:
    """One page of a topic, for one reader. since: the number of the last event that the reader
    has seen, as the address says."""

    page: TopicPage
    standing: Standing
    language: Language
    since: str = ""

    @property
    def topic(self) -> Topic:
        return self.page.topic

    @cached_property
    def state(self) -> str:
        """What the topic is now, by its dates and its space's too."""
        return state_of_topic(self.topic, timezone.now())

    @cached_property
    def question(self) -> Question:
        written = list(self.topic.texts.all())
        text = texts.best(written, self.language.code, self.topic.original_language)
        if text is None:
            return Question(str(self.topic.number), "", SafeString(""), "", missing=False)
        with_context = [each for each in written if each.context.strip()]
        context = texts.best(with_context, self.language.code, self.topic.original_language)
        return Question(
            text=text.question,
            language=text.language,
            context=texts.rendered(context.context) if context else SafeString(""),
            context_language=context.language if context else "",
            missing=text.language != self.language.code,
        )

    @cached_property
    def space_title(self) -> Name:
        space = self.topic.space
        text = texts.best(
            space.texts.defer("introduction", "audience"),
            self.language.code,
            space.original_language,
        )
        return Name(text.title, text.language) if text else Name(space.slug)

    @cached_property
    def posts(self) -> SafeString:
        """The articles of the page, replies under their roots."""
        made = together(self.page.placed, self.standing, self.language)
        parts: list[str] = []
        for thread in self.page.threads:
            parts.append(made[thread.top.reference.pk])
            if thread.replies:
                parts.append(f'<div class="replies" data-replies="{thread.top.reference.pk}">')
                parts += [made[each.reference.pk] for each in thread.replies]
                parts.append("</div>")
        return mark_safe("".join(parts))  # noqa: S308  (articles are safe)

    @property
    def description(self) -> str:
        """One sentence for shared links."""
        return f"{self.space_title.text}: {self.question.text}"[:300]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        above = [
            (_("Discussions"), address("discussions:spaces")),
            (self.space_title.text, address("discussions:space", self.topic.space.slug)),
        ]
        return [(label, url) for label, url in above if url]

    @property
    def asked(self) -> Asked:
        return self.page.asked

    @property
    def here(self) -> str:
        return address("discussions:topic", self.topic.pk)

    @property
    def is_other_view(self) -> bool:
        """Whether search engines have these posts from another page already."""
        return self.asked.order != "oldest" or bool(self.asked.language or self.since)

    @property
    def number_query(self) -> str:
        return f"?page={self.page.number}" if self.page.number > 1 else ""

    @property
    def events(self) -> str:
        return address("discussions:topic-events", self.topic.pk)

    @property
    def read_url(self) -> str:
        return address("discussions:topic-read", self.topic.pk)

    @property
    def reply_url(self) -> str:
        """Where one answers a post; "" where the reader may not. A visitor signs in there."""
        if not self.standing.takes_posts:
            return ""
        return address("discussions:post-write", self.topic.pk)

    @property
    def oldest_first(self) -> str:
        return self.asked.address(order="oldest", page=None)

    @property
    def newest_first(self) -> str:
        return self.asked.address(order="newest", page=None)

    @property
    def all_languages(self) -> str:
        return self.asked.address(language="", page=None)

    @property
    def only_own_language(self) -> str:
        return self.asked.address(language=self.language.code, page=None)

    @property
    def turner_above(self) -> SafeString:
        return self._turner("top")

    @property
    def turner_below(self) -> SafeString:
        return self._turner("foot")

    def _turner(self, place: str) -> SafeString:
        page = self.page
        if page.last == 1:
            return SafeString("")
        depends = (self.topic.pk, page.asked, page.number, page.last, page.joined, place)
        return made_once("discussions/turn.html", depends, {"page": self, "place": place})

    @property
    def words(self) -> dict[str, str]:
        """What scripts write into an article that they make; `%(author)s` is for them to fill."""
        return {
            "withheld": _("Name withheld"),
            "left": _("Somebody who has left"),
            "answers": _("In reply to %(author)s"),
            "answersSomebody": _("In reply to a post"),
            "hidden": _("A post that a moderator has hidden"),
            "withdrawn": _("A post that its author has withdrawn"),
            "new": _("New"),
            **{f"capacity-{value}": str(label) for value, label in Capacity.choices},
        }

    @cached_property
    def waiting(self) -> list[Post]:
        """The reader's own posts here that a moderator has not seen yet."""
        if self.standing.pk is None:
            return []
        own = Post.objects.filter(topic=self.topic, author=self.standing.pk).held()
        return list(own.order_by("created_at")[:20])

    # New to the reader

    @property
    def read_to(self) -> int:
        """0 for whoever never said how far they have read."""
        return self.standing.read_to or 0

    @property
    def marks_to(self) -> int:
        """The position that the button at the foot marks as read; 0 where there is none to mark."""
        if self.standing.pk is None or self.asked.language:
            return 0
        last = self.page.last_position
        return last if self.standing.read_to is None or last > self.standing.read_to else 0

    @cached_property
    def unread(self) -> list[UnreadPage]:
        """The pages with posts that came after the reader's mark, and are not their own."""
        read_to = self.standing.read_to
        if read_to is None or read_to >= self.topic.positions:
            return []
        new = Post.objects.filter(topic=self.topic, position__gt=read_to).published()
        counted = (
            new.exclude(author=self.standing.pk)
            .annotate(page=(F("position") - 1) / SIZE)
            .values("page")
            .annotate(number=Count("pk"))
            .order_by("page")
        )
        asked = Asked()
        return [
            UnreadPage(page + 1, number, asked.address(page=page + 1))
            for page, number in counted.values_list("page", "number")
        ]

    @cached_property
    def unread_count(self) -> int:
        return sum(each.count for each in self.unread)

    @property
    def was_here(self) -> datetime | None:
        return self.standing.mark.at if self.standing.mark else None

    @cached_property
    def first_unread(self) -> str:
        """The address of the first post that is new to the reader; "" where none is."""
        if not self.unread_count:
            return ""
        new = Post.objects.filter(topic=self.topic, position__gt=self.standing.read_to).published()
        pk = new.exclude(author=self.standing.pk).order_by("position").values_list("pk", flat=True)
        return reverse("discussions:post", args=[pk[0]])

    @cached_property
    def new_since(self) -> int | None:
        """How many posts came after the event that the address names; None where it names none."""
        if not (self.since.isascii() and self.since.isdecimal() and len(self.since) < 16):
            return None
        return self._created_since.count()

    @property
    def first_since(self) -> str:
        first = self._created_since.order_by("number").values_list("post", flat=True).first()
        return reverse("discussions:post", args=[first]) if first else ""

    @property
    def _created_since(self) -> QuerySet[TopicEvent]:
        events = TopicEvent.objects.filter(topic=self.topic, number__gt=int(self.since))
        return events.filter(kind=EventKind.POST_CREATED, post__state=PostState.PUBLISHED)
