"""What an outcome says, as plain data: compared, kept in the log, and checked before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Citation, Outcome, OutcomeParagraph, Topic
from discussions.outcomes.reading import published_posts
from hub import languages

LONGEST_PARAGRAPH, LONGEST_CHANGED = 5_000, 10_000
MOST_PARAGRAPHS, MOST_CITATIONS = 60, 200

Content = dict[str, Any]
Texts = dict[str, str]


def content_of(outcome: Outcome | None) -> Content:
    """An outcome as it is saved: `original_language`, `changed` by language, and `paragraphs`,
    each with `id`, `texts` by language and `posts`, in their order."""
    if outcome is None:
        return {"original_language": "", "changed": {}, "paragraphs": []}
    return {
        "original_language": outcome.original_language,
        "changed": {text.language: text.changed for text in outcome.texts.all()},
        "paragraphs": [
            paragraph_content(each)
            for each in outcome.paragraphs.prefetch_related("texts", "citations")
        ],
    }


def paragraph_content(paragraph: OutcomeParagraph) -> Content:
    return {
        "id": paragraph.pk,
        "texts": {text.language: text.source for text in paragraph.texts.all()},
        "posts": [citation.post_id for citation in paragraph.citations.all()],
    }


def says_the_same(one: Content, other: Content) -> bool:
    """Whether two contents are one, whatever the keys of their paragraphs are and in whatever
    order a paragraph's posts stand."""
    return _bare(one) == _bare(other)


def _bare(content: Content) -> Content:
    paragraphs = [
        {"texts": each["texts"], "posts": sorted(each["posts"])} for each in content["paragraphs"]
    ]
    return {"changed": content["changed"], "paragraphs": paragraphs}


def merged(before: Mapping[str, str], sent: Mapping[str, str]) -> Texts:
    """Texts after a save: languages that were not sent stay, an empty one is taken out."""
    texts = {**before, **{code: text.strip() for code, text in sent.items()}}
    return {code: text for code, text in texts.items() if text}


def wrong_with(texts: Mapping[str, str], longest: int, place: str) -> dict[str, str]:
    """What is wrong with texts in several languages, by `<place>-<language>`."""
    wrong = {}
    for code, text in texts.items():
        name = f"{place}-{code}"
        if not languages.tag_is_valid(code) or languages.normalise(code) != code:
            wrong[name] = _("This language is not known.")
        elif len(text) > longest:
            over = len(text) - longest
            said = ngettext(
                "This is %(number)s character too long.",
                "This is %(number)s characters too long.",
                over,
            )
            wrong[name] = said % {"number": over}
    return wrong


def wrong_citations(topic: Topic, posts: Iterable[int], known: Iterable[int] = ()) -> str:
    """Why posts cannot be cited, in one sentence; "" where all can. known: those that the
    paragraph rests on already, which are not asked about here."""
    asked = set(posts) - set(known)
    if len(set(posts)) > MOST_CITATIONS:
        said = _("A paragraph rests on %(number)s posts at most.")
        return said % {"number": MOST_CITATIONS}
    citable = set(published_posts(topic).filter(pk__in=asked).values_list("pk", flat=True))
    if asked - citable:
        return _("Only posts that can be read in this topic may be cited.")
    return ""


def write_texts(paragraph: OutcomeParagraph, texts: Mapping[str, str]) -> None:
    """Make the texts of a paragraph those, and no others."""
    _write(paragraph.texts, "source", texts)


def write_changed(outcome: Outcome, changed: Mapping[str, str]) -> None:
    """Make what changed as a result say that, in those languages and no others."""
    _write(outcome.texts, "changed", changed)


def _write(rows: Any, column: str, texts: Mapping[str, str]) -> None:
    present = {row.language: row for row in rows.all()}
    for code, text in texts.items():
        row = present.pop(code, None)
        if row is None:
            rows.create(language=code, **{column: text})
        elif getattr(row, column) != text:
            setattr(row, column, text)
            row.save(update_fields=[column])
    if present:
        rows.filter(language__in=present).delete()


def write_citations(paragraph: OutcomeParagraph, posts: Iterable[int]) -> None:
    """Make a paragraph rest on those posts, and no others."""
    wanted = list(dict.fromkeys(posts))
    present = set(paragraph.citations.values_list("post_id", flat=True))
    paragraph.citations.exclude(post__in=wanted).delete()
    Citation.objects.bulk_create(
        Citation(paragraph=paragraph, post_id=post) for post in wanted if post not in present
    )
