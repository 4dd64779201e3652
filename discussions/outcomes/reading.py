"""What other rooms and floors ask about outcomes.

outcome_of(topic)           the published outcome of a topic, None before that
outcomes_of(topics)         the same for a list, in one query
paragraphs_citing(topic)    which paragraphs rest on which post
contributors(topic)         who is to be told, and where each of them is cited
plain_text(outcome, "fr")   its words in one language, for search
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from discussions.models import Citation, Outcome, OutcomeParagraph, Post, PostState, Topic
from hub import languages, richtext


def outcome_of(topic: Topic) -> Outcome | None:
    """The published outcome of a topic; no query where the topic cannot have one yet."""
    if topic.closed_at is None:
        return None
    return Outcome.objects.published().filter(topic=topic).first()


def outcomes_of(topics: Iterable[Topic]) -> dict[int, Outcome]:
    """The published outcomes among many topics, by the topic's key, in one query."""
    keys = [topic.pk for topic in topics if topic.closed_at is not None]
    if not keys:
        return {}
    found = Outcome.objects.published().filter(topic__in=keys)
    return {outcome.topic_id: outcome for outcome in found}


def is_published(topic: Topic) -> bool:
    """Whether a topic has its outcome: it is not opened again after that."""
    return Outcome.objects.published().filter(topic=topic).exists()


def whole(outcome: Outcome) -> Outcome:
    """The outcome with its texts, paragraphs and what they rest on in memory: six queries,
    however long it is. Posts come with their authors and organisations."""
    return (
        Outcome.objects.filter(pk=outcome.pk)
        .select_related("topic__space", "written_by")
        .prefetch_related(
            "texts",
            "paragraphs__texts",
            "paragraphs__citations__post__author",
            "paragraphs__citations__post__organisation",
        )
        .get()
    )


def paragraphs_citing(topic: Topic) -> dict[int, list[int]]:
    """The numbers of the paragraphs, counted from 1, of the published outcome that rest on each
    post, by the post's key. Empty, and without a query, while a topic has no outcome."""
    outcome = outcome_of(topic)
    return citing(outcome) if outcome else {}


def citing(outcome: Outcome) -> dict[int, list[int]]:
    """As `paragraphs_citing`, of an outcome of any state."""
    numbers = _numbers(outcome)
    found: dict[int, list[int]] = defaultdict(list)
    rows = Citation.objects.filter(paragraph__outcome=outcome)
    for paragraph, post in rows.values_list("paragraph_id", "post_id"):
        found[post].append(numbers[paragraph])
    return {post: sorted(each) for post, each in found.items()}


def _numbers(outcome: Outcome) -> dict[int, int]:
    """The number of each paragraph by its key: its place, whatever `order` says."""
    keys = OutcomeParagraph.objects.filter(outcome=outcome).values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(keys, start=1)}


@dataclass
class Contributor:
    """A person with published posts in a topic. paragraphs: the numbers of those of the outcome
    that rest on a post of theirs; cited: the keys of these posts."""

    user: int
    posts: int = 0
    cited: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)


def contributors(topic: Topic, outcome: Outcome | None = None) -> dict[int, Contributor]:
    """Everybody with a published post in a topic, by the person's key, each once.

    outcome: the one to look into, of any state; without it the published one.
    """
    outcome = outcome or outcome_of(topic)
    where = citing(outcome) if outcome else {}
    found: dict[int, Contributor] = {}
    rows = published_posts(topic).filter(author__isnull=False)
    for post, author in rows.values_list("pk", "author_id"):
        each = found.setdefault(author, Contributor(author))
        each.posts += 1
        if post in where:
            each.cited.append(post)
            each.paragraphs = sorted({*each.paragraphs, *where[post]})
    return found


def published_posts(topic: Topic) -> QuerySet[Post]:
    """What may be cited: the posts of the topic that stand in it now, in their order."""
    return Post.objects.filter(topic=topic, state=PostState.PUBLISHED, position__isnull=False)


def spoken_in(outcome: Outcome) -> list[str]:
    """The languages in which an outcome says anything, its original first."""
    own = outcome.original_language
    codes = {text.language for text in outcome.texts.all()}
    for paragraph in outcome.paragraphs.all():
        codes |= {text.language for text in paragraph.texts.all()}
    known = [code for code in languages.CODES if code in codes]
    order = [own, *known, *sorted(codes)]
    return [code for code in dict.fromkeys(order) if code in codes]


def plain_text(outcome: Outcome, language: str) -> str:
    """What an outcome says in one language, without markup, a line to each paragraph and what
    changed at the end; "" where it does not speak that language. Gives no other language's words.
    Wants `whole(outcome)` for many; names of people and words of posts are not in it."""
    lines = [
        richtext.plain(text.source)
        for paragraph in outcome.paragraphs.all()
        for text in paragraph.texts.all()
        if text.language == language
    ]
    lines += [
        richtext.plain(text.changed) for text in outcome.texts.all() if text.language == language
    ]
    return "\n".join(line for line in lines if line)
