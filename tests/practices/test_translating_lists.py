"""What could be translated, how far each language is, and the terms that are offered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hub import trial
from hub.actions import system
from hub.models import Notice, Role, User
from practices import examples
from practices.actions import publish_text
from practices.models import Practice, PracticeText
from practices.translating import examples as translations
from practices.translating import need
from practices.translating.glossary import terms_in
from practices.translating.need import Need

from .library import organisation, person, published, text_in
from .test_translating import change_original, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def client_of(name: str, *roles: Role) -> Client:
    client = Client()
    client.force_login(person(name, *roles))
    return client


def translated(practice: Practice, language: str = "fr", **content: str) -> PracticeText:
    text = text_in(language, practice, **{"origin": "human", **content})
    publish_text(by=system, text=text)
    return PracticeText.objects.get(pk=text.pk)


@pytest.fixture
def library() -> dict[str, Practice]:
    """One practice for each way to stand in French."""
    body = organisation()
    made = {str(each): published(body, title=f"Example {each}") for each in Need}
    translated(made["stale"])
    change_original(made["stale"], summary="Another summary.")
    translated(made["machine"], origin="machine")
    translated(made["done"])
    text_in("fr", made["begun"], origin="human")
    return {name: Practice.objects.get(pk=each.pk) for name, each in made.items()}


def test_the_most_pressing_stands_first(library: dict[str, Practice]) -> None:
    viewer = person("translator", Role.TRANSLATOR)
    rows = need.as_wanted(need.wanted(viewer, ["fr"]), "en")
    assert [str(each.need) for each in rows] == ["stale", "missing", "machine", "begun"]
    assert rows[0].title.text == "Example stale"


def test_rows_and_ranks_agree(library: dict[str, Practice]) -> None:
    rows = {row.practice: row.needs["fr"] for row in need.rows_of(library.values(), "en")}
    ranks = {each.pk: each.rank for each in need.ranked(Practice.objects.all(), "fr")}
    assert {name: str(rows[each.pk]) for name, each in library.items()} == {
        name: name for name in library
    }
    for name, each in library.items():
        found = need.filtered("fr", name, "")
        assert [one.pk for one in found] == [each.pk], (name, ranks)


def test_each_language_has_its_figures(library: dict[str, Practice]) -> None:
    found = {each.code: each for each in need.parity()}
    french = found["fr"]
    assert (french.practices, french.texts, french.stale, french.machine) == (5, 3, 1, 1)
    assert (french.missing, french.percent) == (2, 60)
    assert french.oldest == library["stale"].texts.get(language="en").last_published_at
    assert (found["en"].originals, found["en"].stale, found["en"].oldest) == (5, 0, None)


def test_the_pages_are_for_translators_and_the_secretariat(library: dict[str, Practice]) -> None:
    translator, stranger = client_of("translator", Role.TRANSLATOR), client_of("stranger")
    for path in ("/en/translating/?into=fr", "/en/secretariat/translation/?language=fr&need=stale"):
        page = translator.get(path)
        assert page.status_code == 200
        assert "Example stale" in page.content.decode()
        assert stranger.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert "/en/translating/" in translator.get("/en/organisations/").content.decode()
    assert "/en/translating/" not in stranger.get("/en/organisations/").content.decode()


def test_a_practice_leads_to_its_translation(library: dict[str, Practice]) -> None:
    practice = library["missing"]
    link = f"/en/practices/drafts/{practice.pk}/translate/"
    page, tasks = f"/en/practices/{practice.slug}/", f"/en/practices/drafts/{practice.pk}/"
    assert link in client_of("translator", Role.TRANSLATOR).get(page).content.decode()
    assert link not in Client().get(page).content.decode()
    secretary = client_of("secretary", Role.SECRETARIAT)
    assert link in secretary.get(tasks).content.decode()
    assert secretary.get(f"{link}?language=PT").url == f"{link}pt/"
    assert secretary.get(f"{link}?language=nonsense!").status_code == 422


def test_the_languages_are_remembered(library: dict[str, Practice]) -> None:
    translator = client_of("translator", Role.TRANSLATOR)
    translator.get("/en/translating/?chosen=1&into=fr&into=ar&into=nonsense")
    page = translator.get("/en/translating/")
    assert page.context["into"] == ["ar", "fr"]


def test_no_list_asks_once_for_each_row(
    library: dict[str, Practice], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    secretary = client_of("secretary", Role.SECRETARIAT)
    counts = []
    for _more in range(2):
        for path in ("/en/translating/?into=fr&into=es", "/en/secretariat/translation/"):
            with _counted() as queries:
                assert secretary.get(path).status_code == 200
            counts.append(len(queries))
        for number in range(5):
            translated(published(title=f"One more {number}"))
    assert counts[:2] == counts[2:]


def _counted() -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_the_table_goes_out_as_a_file(library: dict[str, Practice]) -> None:
    secretary = client_of("secretary", Role.SECRETARIAT)
    response = secretary.get("/en/secretariat/translation/export/?as=csv&language=fr&need=stale")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(
        "Example stale,English,Not translated,Not translated,Original,Behind"
    )
    book = secretary.get("/en/secretariat/translation/export/?as=xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"


def test_what_is_ready_waits_for_the_secretariat_and_is_published_from_the_page(
    library: dict[str, Practice],
) -> None:
    practice = library["missing"]
    translator = client_of("translator", Role.TRANSLATOR)
    secretary = client_of("secretary", Role.SECRETARIAT)
    write(translator, practice, title="Exemple", summary="Un exemple.", do="offer")
    assert Notice.objects.filter(kind="translation.offered").exists()
    assert "Exemple" in secretary.get("/en/secretariat/inbox/").content.decode()
    text = write(secretary, practice, do="publish")
    assert text.live
    assert "Exemple" not in secretary.get("/en/secretariat/inbox/").content.decode()


def test_a_trial_run_has_a_translation_that_stands_in_each_way() -> None:
    trial.make_people()
    examples.make()
    for _again in range(2):
        translations.make()
    translator = User.objects.get(email="translator@example.org")
    rows = need.as_wanted(need.wanted(translator, ["fr", "ar", "es", "ru", "zh"]), "en")
    mine = [each for each in rows if each.title.text == "Birth certificates at the maternity ward"]
    assert {each.language: str(each.need) for each in mine} == {
        "fr": "stale", "ru": "stale", "ar": "begun", "es": "begun", "zh": "missing",
    }  # fmt: skip


# Terms


@pytest.mark.parametrize(
    ("words", "source", "target", "term"),
    [
        ("It follows the Convention on the Rights of the Child.", "en", "fr",
         "Convention relative aux droits de l’enfant"),
        ("Conformément à la convention relative aux droits de l'enfant", "fr", "ar",
         "اتفاقية حقوق الطفل"),
        ("в соответствии с Конвенцией о правах ребёнка", "ru", "en",
         "Convention on the Rights of the Child"),
        ("وفقا لاتفاقية حقوق الطفل", "ar", "es", "Convención sobre los Derechos del Niño"),
        ("根据儿童权利公约的规定", "zh", "en", "Convention on the Rights of the Child"),
        ("Under the Global Compact for Safe, Orderly and Regular Migration", "en", "zh",
         "安全、有序和正常移民全球契约"),
    ],
)  # fmt: skip
def test_official_terms_are_found_in_every_language_and_form(
    words: str, source: str, target: str, term: str
) -> None:
    assert [each.target for each in terms_in(words, source, target)] == [term]


def test_everyday_words_are_no_terms() -> None:
    assert terms_in("Children have rights; the desk opens at nine.", "en", "fr") == []
    assert terms_in("Convention on the Rights of the Child", "en", "sw") == []


def test_terms_of_ones_own_stand_before_the_official_ones(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("en,fr,sw\none-stop shop,guichet unique,duka moja\n", encoding="utf-8")
    settings.HUB_GLOSSARY_FILE = str(file)
    found = terms_in("A one-stop shop for all.", "en", "sw")
    assert [(each.source, each.target) for each in found] == [("one-stop shop", "duka moja")]
