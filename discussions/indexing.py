"""What of discussions may be found: topics, with what they came to, and published posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from discussions.models import (
    OutcomeText,
    ParagraphText,
    Post,
    Space,
    SpaceText,
    Topic,
    TopicState,
    TopicSubject,
    Visibility,
)
from discussions.querysets import keeps_all
from hub import languages, richtext, vocabulary
from hub.indexing import PUBLIC, Document, DocumentText, batches

if TYPE_CHECKING:
    from hub.querysets import Viewer

TOPIC, POST = "topic", "post"
BATCH = 200


def about(kind: str, object_id: object) -> str:
    """The value of the facet `about`: what a topic or a post points at (`practice-7`)."""
    return f"{kind}-{object_id}"


@lru_cache(maxsize=64)
def _objective_names(number: int) -> tuple[str, ...]:
    objectives = vocabulary.set_named("objective")
    return tuple(dict.fromkeys(objectives.label(number, code) for code in languages.CODES))


class _Spaces:
    """What documents take from the spaces of a batch."""

    def __init__(self, ids: Iterable[int]) -> None:
        spaces = Space.objects.filter(pk__in=set(ids)).prefetch_related("objectives")
        self.by_id = {space.pk: space for space in spaces}
        self.titles: dict[int, list[str]] = defaultdict(list)
        texts = SpaceText.objects.filter(space__in=self.by_id).order_by("pk")
        for pk, title in texts.values_list("space_id", "title"):
            self.titles[pk].append(title)

    def objectives(self, space: int) -> list[int]:
        return [each.number for each in self.by_id[space].objectives.all()]

    def names(self, space: int) -> list[str]:
        """What it is called, and its objectives in all six languages."""
        filed = [name for number in self.objectives(space) for name in _objective_names(number)]
        return [*self.titles[space], *filed]

    def audience(self, space: int) -> Sequence[str]:
        """Before a space opens, only its moderators find what is in it. What changes with that
        moment is told by `spaces.tasks.tell_of_spaces`."""
        its = self.by_id[space]
        is_open_to_all = its.visibility == Visibility.PUBLIC and its.opens_at <= timezone.now()
        return (PUBLIC,) if is_open_to_all else (_token(space), KEPT)


# What is not for everybody, for those who keep order everywhere.
KEPT = "kept"


def _token(space: int) -> str:
    return f"space:{space}"


def audience_of(viewer: Viewer) -> Sequence[str]:
    """The tokens of a viewer, one for each space that they read and not everybody does; one query,
    for visitors none."""
    if keeps_all(viewer):
        return (PUBLIC, KEPT)
    if not viewer.is_authenticated:
        return (PUBLIC,)
    everybody = Space.objects.public().values("pk")
    own = Space.objects.visible_to(viewer).exclude(pk__in=everybody).order_by("pk")
    return (PUBLIC, *map(_token, own.values_list("pk", flat=True)))


class TopicSource:
    """Topics that were opened, in every language in which they are asked."""

    kind = TOPIC
    facets = ("objective", "language", "space", "about")
    audience_of = staticmethod(audience_of)

    def visible_to(self, viewer: Viewer) -> QuerySet[Topic]:
        return Topic.objects.visible_to(viewer)

    def is_indexable(self, instance: Topic) -> bool:
        return instance.state != TopicState.SCHEDULED

    def indexable(self) -> QuerySet[Topic]:
        return Topic.objects.exclude(state=TopicState.SCHEDULED)

    def touched_by(self, kind: str, ids: Sequence[Any]) -> Iterable[int]:
        """Those of a space that changed, and those whose outcome did."""
        if kind == "space":
            return Topic.objects.filter(space__in=ids).values_list("pk", flat=True)
        if kind == "outcome":
            return Topic.objects.filter(outcome__in=ids).values_list("pk", flat=True)
        return ()

    def documents(self, ids: Iterable[int] | None = None) -> Iterator[Document]:
        """In the order of their ids; nine queries for each batch."""
        for batch in batches(self.indexable(), ids, BATCH):
            topics = list(self.indexable().filter(pk__in=batch).order_by("pk"))
            prefetch_related_objects(topics, "texts", "subjects")
            spaces = _Spaces(topic.space_id for topic in topics)
            outcomes = _outcomes([topic.pk for topic in topics])
            for topic in topics:
                yield _topic(topic, spaces, outcomes[topic.pk])


def _outcomes(topics: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """What published outcomes say, by topic and language, as plain text."""
    said: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    published = {"outcome__topic__in": topics, "outcome__published_at__isnull": False}
    paragraphs = ParagraphText.objects.filter(
        **{f"paragraph__{name}": value for name, value in published.items()}
    ).order_by("paragraph__order", "pk")
    for topic, language, source in paragraphs.values_list(
        "paragraph__outcome__topic", "language", "source"
    ):
        said[topic][language].append(richtext.plain(source))
    texts = OutcomeText.objects.filter(**published).order_by("pk")
    for topic, language, changed in texts.values_list("outcome__topic", "language", "changed"):
        said[topic][language].append(richtext.plain(changed))
    return said


def _topic(topic: Topic, spaces: _Spaces, outcome: dict[str, list[str]]) -> Document:
    # The original first: it is what a list sorts by.
    asked = sorted(
        topic.texts.all(), key=lambda text: (text.language != topic.original_language, text.pk)
    )
    labels = " · ".join(spaces.names(topic.space_id))
    texts = [
        DocumentText(
            language=text.language,
            title=text.question,
            summary=richtext.plain(text.context),
            labels=labels,
            body="\n".join(outcome.get(text.language, ())),
        )
        for text in asked
    ]
    # An outcome may speak a language in which nothing was asked.
    title = asked[0].question if asked else ""
    missing = [code for code in outcome if code not in {text.language for text in asked}]
    texts += [
        DocumentText(language=code, title=title, body="\n".join(outcome[code])) for code in missing
    ]
    return Document(
        kind=TOPIC,
        object_id=topic.pk,
        texts=texts,
        facets={
            "objective": [str(number) for number in spaces.objectives(topic.space_id)],
            "language": [text.language for text in asked],
            "space": [str(topic.space_id)],
            "about": [about(each.kind, each.object_id) for each in topic.subjects.all()],
        },
        published_at=topic.opened_at or topic.opens_at,
        audience=spaces.audience(topic.space_id),
    )


class PostSource:
    """Published posts, each in the language in which it was written and in those into which
    somebody translated it."""

    kind = POST
    facets = ("objective", "language", "space", "about")
    deferred = True
    audience_of = staticmethod(audience_of)

    def visible_to(self, viewer: Viewer) -> QuerySet[Post]:
        """Published ones, whoever looks: one's own held posts are listed elsewhere."""
        return Post.objects.published().filter(topic__in=Topic.objects.visible_to(viewer))

    def is_indexable(self, instance: Post) -> bool:
        return bool(self.indexable().filter(pk=instance.pk).exists())

    def indexable(self) -> QuerySet[Post]:
        return Post.objects.published().exclude(topic__state=TopicState.SCHEDULED)

    def touched_by(self, kind: str, ids: Sequence[Any]) -> Iterable[int]:
        """Those of a space that changed."""
        if kind != "space":
            return ()
        return self.indexable().filter(topic__space__in=ids).values_list("pk", flat=True)

    def documents(self, ids: Iterable[int] | None = None) -> Iterator[Document]:
        """In the order of their ids; seven queries for each batch."""
        for batch in batches(self.indexable(), ids, BATCH):
            posts = list(
                self.indexable()
                .filter(pk__in=batch)
                .select_related("topic", "organisation")
                .order_by("pk")
            )
            prefetch_related_objects(posts, "translations", "links")
            subjects = _subjects({post.topic_id for post in posts})
            spaces = _Spaces(post.topic.space_id for post in posts)
            for post in posts:
                yield _post(post, spaces, subjects[post.topic_id])


def _subjects(topics: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = TopicSubject.objects.filter(topic__in=topics)
    for topic, kind, object_id in rows.values_list("topic_id", "kind", "object_id"):
        found[topic].append(about(kind, object_id))
    return found


def _post(post: Post, spaces: _Spaces, subjects: list[str]) -> Document:
    space = post.topic.space_id
    # Whoever asked that the name is withheld is not found by it.
    organisation = post.organisation if not post.name_withheld else None
    labels = organisation.name if organisation else ""
    texts = [DocumentText(post.language, "", labels=labels, body=richtext.plain(post.source))]
    texts += [
        DocumentText(each.language, "", labels=labels, body=richtext.plain(each.source))
        for each in post.translations.all()
    ]
    links = [about(each.kind, each.object_id) for each in post.links.all()]
    return Document(
        kind=POST,
        object_id=post.pk,
        texts=texts,
        facets={
            "objective": [str(number) for number in spaces.objectives(space)],
            "language": [text.language for text in texts],
            "space": [str(space)],
            "about": list(dict.fromkeys([*links, *subjects])),
        },
        published_at=post.published_at,
        audience=spaces.audience(space),
    )
