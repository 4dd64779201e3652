"""Editorial pages: six trees from the start, and edited by the secretariat without code."""

from __future__ import annotations

import json
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

from hub import content, editorial, generations, languages
from hub.blocks import TEXT_FEATURES
from hub.models import HomePage, NewsIndexPage, NewsPage, StandardPage, User
from tests.hub.installed import InstalledHub, say_nothing

TAILS = ("", "about/", "terms/", "privacy/", "moderation/", "accessibility/", "news/")

pytestmark = pytest.mark.once


class SixTreesTests(InstalledHub):
    def test_every_page_answers_in_six_languages_with_the_text_of_its_file(self) -> None:
        for language in languages.LANGUAGES:
            for tail in TAILS:
                page = self.page(f"/{language.path}/{tail}")
                text = content.read(language.code, tail.rstrip("/") or content.HOME)
                assert page.html["lang"] == language.tag
                assert page.html["dir"] == language.direction
                assert page.h1.get_text(strip=True) == text.title
                headings = {heading.get_text(strip=True) for heading in page.main("h2")}
                assert headings.issuperset(heading for heading, _body in text.sections)

    def test_the_texts_have_the_same_shape_in_every_language(self) -> None:
        for slug in (content.HOME, content.NEWS, *content.STANDARD):
            shapes = set()
            for language in languages.LANGUAGES:
                text = content.read(language.code, slug)
                assert text.lead, f"{language.code}/{slug}"
                shapes.add(tuple(body.count("- ") for _heading, body in text.sections))
            assert len(shapes) == 1, slug

    def test_loading_again_leaves_what_editors_changed(self) -> None:
        self.about.title = "What this is"
        self.about.save_revision().publish()
        before = Page.objects.count()
        editorial.load_pages(say_nothing)
        assert Page.objects.count() == before
        assert self.page("/en/about/").h1.get_text(strip=True) == "What this is"

    def test_a_page_that_is_missing_in_one_language_comes_back(self) -> None:
        StandardPage.objects.get(slug="about", locale__language_code="ar").delete()
        assert self.client.get("/ar/about/").status_code == 404
        editorial.load_pages(say_nothing)
        assert self.client.get("/ar/about/").status_code == 200

    def test_the_footer_leads_to_the_rules_and_says_whose_site_this_is_not(self) -> None:
        for language in languages.LANGUAGES:
            footer = self.page(f"/{language.path}/").footer
            links = [link["href"] for link in footer("a")]
            for slug in ("about", "news", "terms", "privacy", "moderation", "accessibility"):
                assert f"/{language.path}/{slug}/" in links
            assert f"/{language.path}/how-screening-works/" in links
            assert "mailto:secretariat@example.org" in links
        notice = "This is not an official United Nations site."
        assert notice in self.page("/en/").footer.get_text()
        with self.settings(HUB_OFFICIAL=True):
            assert notice not in self.page("/en/").footer.get_text()

    def test_the_frame_begins_with_a_way_past_it(self) -> None:
        page = self.page("/ar/about/")
        assert page.body.find("a")["href"] == "#main"
        assert page.main["id"] == "main"
        assert page.main["tabindex"] == "-1"

    def test_the_language_menu_opens_without_scripts(self) -> None:
        menu = self.page("/fr/about/").select_one(".tools details.menu")
        assert menu.summary.get_text(strip=True).endswith("Français")
        current = menu.find("a", attrs={"aria-current": "true"})
        assert current["lang"] == "fr"
        assert [(link["lang"], link["dir"]) for link in menu("a")] == [
            (language.tag, language.direction) for language in languages.LANGUAGES
        ]

    def test_the_language_menu_keeps_the_page_and_what_the_query_says_to_lists(self) -> None:
        page = self.page("/en/news/?page=1&utm_source=x")
        assert {link["lang"]: link["href"] for link in page.select(".tools .menu a")} == {
            language.tag: f"/{language.path}/news/?page=1" for language in languages.LANGUAGES
        }

    def test_the_language_menu_leads_to_the_page_above_where_a_translation_is_missing(self) -> None:
        self.news.add_child(instance=NewsPage(title="One", slug="one"))
        page = self.page("/en/news/one/")
        links = {link["lang"]: link["href"] for link in page.select(".tools .menu a")}
        assert links["en"] == "/en/news/one/"
        assert links["ar"] == "/ar/news/"
        # Search engines hear only of languages in which the page is.
        assert [link["hreflang"] for link in page.select("link[hreflang]")] == ["en"]

    def test_dates_are_written_as_each_language_writes_them_with_the_same_digits(self) -> None:
        written = {
            "ar": "25 نوفمبر 2026", "zh-hans": "2026年11月25日", "en": "25 November 2026",
            "fr": "25 novembre 2026", "ru": "25 ноября 2026\N{NO-BREAK SPACE}г.",
            "es": "25 de noviembre de 2026",
        }  # fmt: skip
        for index in NewsIndexPage.objects.select_related("locale"):
            piece = NewsPage(title="A piece", slug="a-piece", date=date(2026, 11, 25))
            index.add_child(instance=piece)
            code = index.locale.language_code
            assert self.page(f"/{code}/news/a-piece/").time.get_text() == written[code]

    def test_the_news_cost_the_same_however_many_there_are(self) -> None:
        def queries() -> int:
            cache.clear()
            with CaptureQueriesContext(connection) as counted:
                assert self.client.get("/en/news/").status_code == 200
            return len(counted)

        self.news.add_child(instance=NewsPage(title="0", slug="n-0"))
        one = queries()
        for number in range(1, 8):
            self.news.add_child(instance=NewsPage(title=str(number), slug=f"n-{number}"))
        assert queries() == one


class TreeRulesTests(InstalledHub):
    def test_each_type_of_page_has_its_place(self) -> None:
        self.assertAllowedSubpageTypes(HomePage, {StandardPage, NewsIndexPage})
        self.assertAllowedSubpageTypes(StandardPage, {StandardPage})
        self.assertAllowedSubpageTypes(NewsIndexPage, {NewsPage})
        self.assertAllowedSubpageTypes(NewsPage, set())
        self.assertAllowedParentPageTypes(HomePage, {Page})
        self.assertAllowedParentPageTypes(StandardPage, {HomePage, StandardPage})
        self.assertAllowedParentPageTypes(NewsPage, {NewsIndexPage})

    def test_there_is_one_list_of_news_in_each_tree(self) -> None:
        assert not NewsIndexPage.can_create_at(self.home)

    def test_every_type_of_page_can_be_edited_previewed_and_read(self) -> None:
        piece = NewsPage(title="A piece", slug="a-piece", lead="Of news.")
        self.news.add_child(instance=piece)
        for page in (self.home, self.about, self.news, piece):
            self.assertPageIsRenderable(page)
            self.assertPageIsPreviewable(page, user=self.editor, post_data=self.form_of(page))
            self.assertPageIsEditable(page, user=self.editor, post_data=self.form_of(page))

    def form_of(self, page: Page) -> QueryDict:
        self.client.force_login(self.editor)
        edit = self.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        data = querydict_from_html(edit.content.decode(), form_id="page-edit-form")
        if hasattr(page, "body"):
            data.update(nested_form_data({"body": streamfield([])}))
        data["comments-TOTAL_FORMS"] = data["comments-INITIAL_FORMS"] = "0"
        return data


class EditorTests(InstalledHub):
    def setUp(self) -> None:
        self.client.force_login(self.editor)
        media = self.enterContext(TemporaryDirectory())
        self.enterContext(self.settings(MEDIA_ROOT=media))

    def form(self, page: Page, sections: list[tuple[str, Any]], **fields: str) -> QueryDict:
        """What the editor's browser sends: the form as it stands, with other sections."""
        edit = self.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert edit.status_code == 200
        data = querydict_from_html(edit.content.decode(), form_id="page-edit-form")
        data.update(nested_form_data({"body": streamfield(sections)}))
        for name, value in fields.items():
            data[name.replace("_", "-") if name.startswith("action") else name] = value
        return data

    def section(self, heading: str, text: str) -> tuple[str, Any]:
        return "section", {"heading": heading, "text": rich_text(text, features=TEXT_FEATURES)}

    def publish(self, page: Page, sections: list[tuple[str, Any]]) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answer = self.client.post(url, self.form(page, sections, action_publish="1"))
        assert answer.status_code == 302, answer.content.decode()[:2000]

    def test_the_secretariat_adds_a_section_and_readers_see_it(self) -> None:
        before = generations.current(["page"])
        old = [self.section(b.value["heading"], str(b.value["text"])) for b in self.about.body]
        self.publish(
            self.about, [*old, self.section("Opening hours", "<p>Always <b>open</b>.</p>")]
        )
        self.client.logout()
        main = self.page("/en/about/").main
        assert "What a practice is" in [heading.get_text() for heading in main("h2")]
        added = main.find("h2", string="Opening hours").find_parent("section")
        assert added.select_one("p").decode_contents() == "Always <b>open</b>."
        assert generations.current(["page"]) > before

    def test_a_draft_is_not_seen(self) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[self.about.pk])
        data = self.form(self.about, [self.section("Not yet", "<p>Secret.</p>")])
        assert self.client.post(url, data).status_code == 302
        draft = StandardPage.objects.get(pk=self.about.pk).get_latest_revision_as_object()
        assert draft.body[0].value["heading"] == "Not yet"
        self.client.logout()
        assert "Not yet" not in self.page("/en/about/").get_text()

    def test_a_file_is_uploaded_linked_and_sent_as_what_it_is(self) -> None:
        file = SimpleUploadedFile("note.txt", b"<script>alert(1)</script>")
        answer = self.client.post(
            reverse("wagtaildocs:add_multiple"),
            {"title": "Note", "collection": "1", "files[]": file},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert answer.status_code == 200
        document = get_document_model().objects.get()
        text = f'<p><a linktype="document" id="{document.pk}">the note</a></p>'
        self.publish(self.about, [self.section("", text)])
        self.client.logout()
        link = self.page("/en/about/").main.find("a", string="the note")
        sent = self.client.get(link["href"])
        assert sent["Content-Disposition"].startswith("attachment")
        assert sent["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in sent["Content-Security-Policy"]

    def test_a_page_of_the_web_is_no_file(self) -> None:
        file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
        self.client.post(
            reverse("wagtaildocs:add_multiple"),
            {"title": "Page", "collection": "1", "files[]": file},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert not get_document_model().objects.exists()

    def test_a_list_of_links_and_a_notice_are_sections_too(self) -> None:
        links = {
            "heading": "See also",
            "links": streamfield_list(
                {"label": "Terms", "page": str(self.home.get_children().get(slug="terms").pk)},
                {"label": "Elsewhere", "url": "https://example.org/", "note": "In English"},
            ),
        }
        notice = {"text": rich_text("<p>Mind the gap.</p>", features=["bold", "italic", "link"])}
        self.publish(self.about, [("links", links), ("notice", notice)])
        main = self.page("/en/about/").main
        assert [link["href"] for link in main.select("ul.links a")] == [
            "/en/terms/", "https://example.org/",
        ]  # fmt: skip
        assert main.select_one(".note").get_text(strip=True) == "Mind the gap."

    def test_no_text_of_an_editor_carries_a_script(self) -> None:
        text = {
            "blocks": [
                {
                    "key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                    "text": "<script>alert(1)</script> click",
                    "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
                }
            ],
            "entityMap": {
                "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "java\tscript:x()"}}
            },
        }  # fmt: skip
        self.publish(self.about, [("section", {"heading": "<b>x</b>", "text": json.dumps(text)})])
        main = self.page("/en/about/").main
        assert main.h2.get_text() == "<b>x</b>"
        assert "<script>alert(1)</script> click" in main.get_text()
        assert main.find("script") is None
        assert not [link for link in main("a") if "script" in link.get("href", "")]

    def test_a_link_with_another_scheme_is_refused_beside_its_field(self) -> None:
        links = {
            "heading": "",
            "links": streamfield_list({"label": "x", "url": "javascript:alert(1)"}),
        }
        url = reverse("wagtailadmin_pages:edit", args=[self.about.pk])
        answer = self.client.post(
            url, self.form(self.about, [("links", links)], action_publish="1")
        )
        assert answer.status_code == 200
        assert "Enter a valid URL" in answer.content.decode()

    def test_a_new_page_may_not_take_the_name_of_a_route(self) -> None:
        create = reverse("wagtailadmin_pages:add", args=["hub", "standardpage", self.home.pk])
        data = querydict_from_html(
            self.client.get(create).content.decode(), form_id="page-edit-form"
        )
        data.update(nested_form_data({"body": streamfield([])}))
        data["title"], data["slug"], data["action-publish"] = "Practices", "practices", "1"
        answer = self.client.post(create, data)
        assert answer.status_code == 200
        assert "The site uses this address itself" in answer.content.decode()
        assert not self.home.get_children().filter(slug="practices").exists()

    def test_below_another_page_the_name_of_a_route_is_free(self) -> None:
        create = reverse("wagtailadmin_pages:add", args=["hub", "standardpage", self.about.pk])
        data = querydict_from_html(
            self.client.get(create).content.decode(), form_id="page-edit-form"
        )
        data.update(nested_form_data({"body": streamfield([])}))
        data["title"], data["slug"], data["action-publish"] = "Practices", "practices", "1"
        assert self.client.post(create, data).status_code == 302
        assert self.page("/en/about/practices/").h1.get_text(strip=True) == "Practices"

    def test_a_translation_keeps_the_address_and_follows_the_original(self) -> None:
        child = StandardPage(title="Contact", slug="contact", lead="Write to us.")
        self.about.add_child(instance=child)
        child.save_revision().publish()
        french = Locale.objects.get(language_code="fr")
        submit = reverse("wagtail_localize:submit_page_translation", args=[child.pk])
        answer = self.client.post(submit, {"locales": [french.pk]})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        translation = child.get_translation(french)
        assert translation.slug == "contact"
        assert translation.get_parent().locale == french

    def test_a_page_is_closed_to_people_and_never_by_a_shared_password(self) -> None:
        form = self.client.get(reverse("wagtailadmin_pages:set_privacy", args=[self.about.pk]))
        choices = form.json()["html"]
        assert 'value="login"' in choices
        assert 'value="password"' not in choices

    def test_who_has_no_role_enters_no_admin(self) -> None:
        self.client.force_login(User.objects.create_user("reader@example.org"))
        answer = self.client.get(reverse("wagtailadmin_home"))
        assert answer.status_code in (302, 403)
        edit = reverse("wagtailadmin_pages:edit", args=[self.about.pk])
        assert self.client.get(edit).status_code in (302, 403)


def streamfield_list(*items: dict[str, str]) -> dict[str, Any]:
    """A ListBlock of the form, as its browser sends it."""
    empty = {"page": "", "url": "", "note": ""}
    listed: dict[str, Any] = {"count": str(len(items))}
    for number, item in enumerate(items):
        listed[str(number)] = {
            "deleted": "", "order": str(number), "type": "item", "value": {**empty, **item},
        }  # fmt: skip
    return listed
