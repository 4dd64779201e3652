"""The page of a practice: in the reader's language, honest about where things come from."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub import languages, slots
from hub.actions import system
from practices.actions import publish_practice, save_draft, save_text
from practices.models import Practice

from .library import bring_in, imported, member_of, organisation, published, row, text_in
from .reading import get, soup, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def facts(page: BeautifulSoup) -> dict[str, str]:
    terms = page.select("dl.facts > dt")
    return {
        term.get_text(strip=True): " ".join(term.find_next("dd").get_text().split())  # type: ignore[union-attr]  # each has one
        for term in terms
    }


def test_a_reader_gets_the_text_in_their_language_and_links_to_all_the_others(
    many: Practice,
) -> None:
    page = soup(many, "fr")
    assert words(page, "h1") == "Permis"
    base = f"/fr/practices/{many.slug}/"
    tabs = page.select("nav.tabs a")
    assert [(tab["href"], tab["lang"], tab["dir"], tab.text) for tab in tabs] == [
        (base, "fr", "ltr", "Français"),
        (f"{base}?text=ar", "ar", "rtl", "العربية"),
        (f"{base}?text=en", "en", "ltr", "English"),
        (f"{base}?text=pt-BR", "pt-BR", "ltr", "português (Brasil)"),
    ]
    assert [tab.text for tab in tabs if tab.get("aria-current") == "page"] == ["Français"]


@pytest.mark.parametrize(
    ("language", "query", "title"),
    [
        ("ar", {}, "تصاريح عمل في الميناء"),
        ("ru", {}, "تصاريح عمل في الميناء"),  # no text in Russian: the original
        ("ru", {"text": "en"}, "Work permits"),
        ("ru", {"text": "FR"}, "Permis"),
        ("en", {"text": "pt_br"}, "Licenças"),
        ("en", {"text": "zh"}, "Work permits"),
    ],
)
def test_the_address_says_which_text_is_shown(
    language: str, query: dict[str, str], title: str, many: Practice
) -> None:
    page = soup(many, language, **query)
    assert words(page, "h1") == title


def test_every_part_of_a_text_carries_its_language_and_direction(many: Practice) -> None:
    page = soup(many, "en", text="ar")
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == ("en", "ltr")
    for part in page.select("h1 > span, article .prose"):
        assert (part["lang"], part["dir"]) == ("ar", "rtl")
    assert words(page, "article .prose li") == "أول"
    for name in ("هيئة الميناء", "شريك", "عمل"):
        element = page.find(lambda each, name=name: each.get("lang") == "ar" and each.text == name)
        assert element is not None, name


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("zh", "There is no text in Chinese yet. You are reading the one in English."),
        ("eo", "There is no text in Esperanto yet."),
        ("qx", "There is no text in qx yet."),
        ("<script>alert(1)</script>", "There is no text in “<script>alert(1)</script>” yet."),
        ("x" * 500, f"There is no text in “{'x' * 40}” yet."),
        ("\x00", "There is no text in"),
    ],
)
def test_a_text_that_is_not_there_is_said_in_clear_words(
    asked: str, said: str, many: Practice
) -> None:
    page = soup(many, "en", text=asked)
    notes = [" ".join(note.get_text().split()) for note in page.select("article .note")]
    assert any(note.startswith(said) for note in notes), notes
    assert words(page, "h1") == "Work permits"
    assert page.find("script", string="alert(1)") is None


def test_a_machine_translation_says_so_and_leads_to_the_original(many: Practice) -> None:
    page = soup(many, "fr")
    with translation.override("fr"):
        label = page.find("strong", string=translation.gettext("Machine translation"))
    assert label is not None
    assert label.parent is not None
    link = label.parent.find("a")
    assert link is not None
    assert link["href"] == f"/fr/practices/{many.slug}/?text=ar"  # type: ignore[index]  # an element
    assert "Machine translation" not in soup(many, "en").get_text()


def test_an_imported_practice_says_from_where_and_that_it_was_not_screened() -> None:
    source = "https://www.example.org/a?b=1&c=2"
    page = soup(imported(source_url=source))
    assert words(page, ".provenance") == (
        "Imported from example.org , not screened here. How screening works"
    )
    link = page.select_one(".provenance a")
    assert link is not None
    assert link["href"] == source
    bare = words(soup(imported("bare")), ".provenance")
    assert bare == "Imported, not screened here. How screening works"
    example = imported("made-up", provenance="example")
    assert words(soup(example), ".provenance").startswith("An example:")
    assert words(soup(published()), ".provenance") == ""


def test_inferred_objectives_say_so_and_primary_ones_keep_the_order_of_the_source() -> None:
    inferred = soup(imported("a", objectives_source="inferred"))
    said = "The source does not name objectives. We read these into it."
    assert said in words(inferred, "aside.aside")
    stated = soup(imported("b", objectives=[2, 6, 9], primary_objectives=[9, 2]))
    assert said not in words(stated, "aside.aside")
    assert "Named as primary, in this order: 9, 2" in words(stated, "aside.aside")


def test_the_facts_stand_beside_the_text_and_lead_to_their_lists() -> None:
    practice = imported(
        countries=["EG", "JO"], regions=["africa"], level=None, levels=["local", "national"],
        principles=[3],
        sdgs=[8], type="policy", start_year=2015, end_year=2019, evidence="monitored",
        licence="cc-by-4.0", last_confirmed="2026-10-28", lead_organisation="Example Board",
        stakeholder_type="un-system", partner_organisations=["Example Union"], themes=["harbours"],
        links=[{"url": "https://example.org/report", "label": "The report"}],
    )  # fmt: skip
    page = soup(practice)
    shown = facts(page)
    assert shown["Level"] == "Local, National"
    assert shown["Countries"] == "Egypt, Jordan"
    assert shown["Region"] == "Africa"
    assert shown["Led by"] == "Example Board"
    assert shown["Kind of organisation"] == "United Nations system"
    assert shown["With"] == "Example Union"
    assert shown["When"] == "2015–2019"
    assert shown["Themes"] == "harbours"
    assert shown["Sustainable Development Goals"].startswith("8 ")
    assert shown["Strength of evidence"].startswith("Monitored · said by the submitter")
    assert shown["Licence"].startswith("CC BY 4.0")
    assert shown["Last confirmed"].startswith("28 October 2026")
    links = {
        link.get_text(strip=True): link["href"] for link in page.select("dl.facts a, article a")
    }
    assert links["Local"] == "/en/practices/?level=local"
    assert links["Egypt"] == "/en/countries/EG/"
    assert links["harbours"] == "/en/practices/?theme=harbours"
    assert links["The report"] == "https://example.org/report"
    squares = page.select("aside .squares a")
    assert [link["href"] for link in squares] == ["/en/objectives/6/", "/en/objectives/12/"]


def test_what_is_not_known_reads_not_recorded() -> None:
    shown = facts(soup(imported()))
    for name in ("When", "Strength of evidence", "Last confirmed"):
        assert shown[name] == "not recorded"
    assert shown["Licence"].startswith("Not stated")


def test_the_focal_point_is_named_nowhere_and_an_unverified_body_neither() -> None:
    body = organisation("Example Harbour Board")
    focal = member_of(body, "Quintessa", "focal-point")
    practice = published(body)
    Practice.objects.filter(pk=practice.pk).update(focal_point=focal)
    save_draft(by=focal, practice=practice, content={"start_year": 2001})
    publish_practice(by=system, practice=practice)
    page = get(practice).content.decode()
    assert "Example Harbour Board" in page
    assert facts(soup(practice))["Submitted by"] == "Example Harbour Board"
    assert "quintessa" not in page.lower()
    body.verification, body.verified_at = "pending", None
    body.save()
    assert "Example Harbour Board" not in get(practice).content.decode()


def test_the_language_menu_keeps_the_page_and_the_text(many: Practice) -> None:
    page = soup(many, "en", text="ar")
    menu = [link["href"] for link in page.select("details.menu a[hreflang]")]
    assert menu == [
        f"/{language.path}/practices/{many.slug}/?text=ar" for language in languages.LANGUAGES
    ]


def test_an_address_with_letters_of_any_script_is_found_and_what_is_not_there_is_not() -> None:
    practice = published(title="تصاريح عمل")
    save_text(by=system, text=practice.texts.get(), content={"title": "Other"})
    assert practice.slug == "تصاريح-عمل"
    assert get(practice).status_code == 200
    for slug in ("nothing-here", "0", "x" * 3000, "%ff", "a%00b", "..%2f"):
        answer = Client().get(f"/en/practices/{slug}/")
        assert answer.status_code in (400, 404), slug


def test_a_page_costs_three_queries_of_its_own_however_many_texts_and_facts(
    many: Practice, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_fillings", {})
    get(many)
    with django_assert_num_queries(3):
        get(many, "fr")
    bring_in(row("b", countries=["EG", "JO", "FR"], themes=["a", "b", "c"], sdgs=[1, 2, 3]))
    other = Practice.objects.get(import_id="b")
    with django_assert_num_queries(3):
        get(other)


def test_a_visitors_page_sets_no_cookie_and_carries_no_token(many: Practice) -> None:
    answer = get(many)
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_upper_floors_find_their_four_places_on_the_page(
    many: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("actions", "after_text", "aside", "related")

    def filling(name: str) -> slots.Filling:
        def fill(context: Context, practice: Practice) -> SafeString:
            return format_html("<p id='slot-{}'>{}</p>", name, practice.slug)

        return fill

    made = {f"practice.{name}": [(1, filling(name))] for name in names}
    monkeypatch.setattr(slots, "_fillings", made)
    page = soup(many)
    for name in names:
        assert words(page, f"#slot-{name}") == many.slug
    assert page.select_one("aside #slot-aside")
    assert page.select_one("article #slot-after_text")


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.code)
def test_the_page_is_whole_in_every_interface(language: languages.Language, many: Practice) -> None:
    text_in("ru", many, title="Разрешения")
    page = soup(many, language.path)
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == (language.tag, language.direction)
    shown = words(page, "h1")
    own = {"ar": "تصاريح عمل في الميناء", "en": "Work permits", "fr": "Permis"}
    assert shown == own.get(language.code, own["ar"])  # a draft in Russian shows to nobody


def test_the_picture_of_the_objectives_is_the_strip_of_23() -> None:
    draw = Template(
        "{% load hub_look practice_facts %}{% strip filled=n mode='static' caption=False %}"
    )
    tag = Template("{% load practice_facts %}{% coverage n %}")
    for language in ("en", "ar"):
        with translation.override(language):
            for numbers in ([], [1], [6, 12], [1, 23], list(range(1, 24))):
                context = Context({"n": numbers})
                assert tag.render(context) == draw.render(context)
