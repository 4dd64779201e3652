"""Editorial pages and the rest of the hub: what is handed over to be found, and when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from config.asgi import django_application
from hub import editorial, generations, indexing, languages
from hub.actions.core import changed
from hub.models import HomePage, StandardPage
from hub.pagecache import PageCache
from hub.pages import KIND
from tests.hub.installed import InstalledHub, say_nothing
from tests.hub.sending import send


@contextmanager
def announced() -> Iterator[set[int]]:
    """The pages that indexes and caches were told of."""
    told: set[int] = set()

    def listen(sender: Any, kind: str, ids: list[int], **kwargs: Any) -> None:
        if kind == KIND:
            told.update(ids)

    changed.connect(listen)
    try:
        yield told
    finally:
        changed.disconnect(listen)


def found() -> set[int]:
    """The pages that may be found."""
    return {document.object_id for document in indexing.source(KIND).documents()}


class WhatMayBeFoundTests(InstalledHub):
    def test_every_page_but_the_home_pages_is_handed_over_in_its_own_language(self) -> None:
        documents = list(indexing.source(KIND).documents())
        by_language = [document.texts[0].language for document in documents]
        assert sorted(set(by_language)) == sorted(language.code for language in languages.LANGUAGES)
        assert len(documents) == 6 * 6
        assert not HomePage.objects.filter(pk__in=found()).exists()

    def test_a_document_holds_the_words_of_the_page_without_markup(self) -> None:
        (document,) = indexing.source(KIND).documents([self.about.pk])
        (text,) = document.texts
        assert text.title == "About this site"
        assert text.summary == self.about.lead
        assert "The Compact was adopted in Marrakech" in text.body
        assert "<" not in text.body
        assert document.facets == {"language": ["en"]}
        assert document.published_at is not None

    def test_documents_cost_the_same_however_many_pages_of_a_type_there_are(self) -> None:
        source = indexing.source(KIND)
        pages = list(StandardPage.objects.values_list("pk", flat=True))
        counts = []
        for some in (pages[:2], pages[:20]):
            with CaptureQueriesContext(connection) as counted:
                assert len(list(source.documents(some))) == len(some)
            counts.append(len(counted))
        assert counts[0] == counts[1]

    def test_the_list_and_the_single_answer_agree(self) -> None:
        self.about.unpublish()
        indexable = set(indexing.source(KIND).indexable().values_list("pk", flat=True))
        assert self.about.pk not in indexable
        for page in Page.objects.all():
            assert indexing.source(KIND).is_indexable(page) == (page.pk in indexable)


class WhatIsAnnouncedTests(InstalledHub):
    def setUp(self) -> None:
        self.about = StandardPage.objects.get(pk=self.about.pk)
        self.child = self.about.add_child(instance=StandardPage(title="Contact", slug="contact"))
        self.family = {self.about.pk, self.child.pk}

    def test_publishing_is_announced_and_a_draft_is_not(self) -> None:
        self.about.lead = "Changed."
        with announced() as told:
            revision = self.about.save_revision()
        assert told == set()
        before = generations.current([KIND])
        with announced() as told:
            revision.publish()
        assert told == {self.about.pk}
        assert generations.current([KIND]) > before

    def test_a_page_that_is_unpublished_leaves(self) -> None:
        with announced() as told:
            Page.objects.get(pk=self.about.pk).unpublish()
        assert told == {self.about.pk}
        assert self.about.pk not in found()

    def test_a_restricted_page_leaves_with_all_below_it_and_comes_back(self) -> None:
        assert self.family <= found()
        with announced() as told:
            restriction = PageViewRestriction.objects.create(
                page=self.about, restriction_type=PageViewRestriction.LOGIN
            )
        assert told == self.family
        assert not self.family & found()
        with announced() as told:
            restriction.delete()
        assert told == self.family
        assert self.family <= found()

    def test_a_new_slug_is_announced_for_all_below_it(self) -> None:
        self.about.slug = "about-us"
        with announced() as told, self.captureOnCommitCallbacks(execute=True):
            self.about.save_revision().publish()
        assert told == self.family
        assert self.client.get("/en/about-us/contact/").status_code == 200

    def test_a_page_that_moves_takes_all_below_it_along(self) -> None:
        terms = StandardPage.objects.get(slug="terms", locale__language_code="en")
        with announced() as told:
            self.about.move(terms, pos="last-child")
        assert told == self.family
        assert self.client.get("/en/terms/about/contact/").status_code == 200

    def test_a_page_that_moves_below_a_restricted_one_leaves(self) -> None:
        terms = StandardPage.objects.get(slug="terms", locale__language_code="en")
        PageViewRestriction.objects.create(page=terms, restriction_type=PageViewRestriction.LOGIN)
        with announced() as told:
            self.about.move(terms, pos="last-child")
        assert told == self.family
        assert not self.family & found()

    def test_a_deleted_page_is_announced_once_it_is_gone_with_all_below_it(self) -> None:
        PageViewRestriction.objects.create(
            page=self.child, restriction_type=PageViewRestriction.LOGIN
        )
        there: list[bool] = []

        def look(sender: Any, kind: str, ids: list[int], **kwargs: Any) -> None:
            there.append(
                bool(self.family & set(Page.objects.values_list("pk", flat=True)) & set(ids))
            )

        with announced() as told:
            changed.connect(look)
            Page.objects.get(pk=self.about.pk).delete()
            changed.disconnect(look)
        assert told == self.family
        assert there[-1] is False
        assert not self.family & found()

    def test_a_translation_that_is_brought_up_to_date_is_announced(self) -> None:
        arabic = self.about.get_translation(Locale.objects.get(language_code="ar"))
        arabic.lead = "نص آخر."
        with announced() as told:
            arabic.save()
        assert told == {arabic.pk}

    def test_readers_do_not_see_a_restricted_page(self) -> None:
        PageViewRestriction.objects.create(
            page=self.about, restriction_type=PageViewRestriction.LOGIN
        )
        answer = self.client.get("/en/about/")
        assert answer.status_code == 302
        assert "login" in answer["Location"]
        links = self.page("/fr/about/").select("link[hreflang]")
        assert "en" not in [link["hreflang"] for link in links]


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_kept_for_visitors_is_made_again_when_it_is_published() -> None:
    editorial.load_pages(say_nothing)
    site = PageCache(django_application)

    def shown() -> str:
        status, body = send("/en/about/", to=site)
        assert status == 200
        return body.decode()

    assert "About this site" in shown()
    about = StandardPage.objects.filter(slug="about", locale__language_code="en")
    about.update(title="Unheard")
    assert "Unheard" not in shown(), "the page was not kept at all"
    page = about.get()
    page.title = "What this is"
    page.save_revision().publish()
    assert "What this is" in shown()
