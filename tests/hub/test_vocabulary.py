"""The Compact's facts: complete in six languages, and all that the shipped practices need."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from hub import languages, vocabulary
from hub.vocabulary import loading, reading

FOLDER = Path(vocabulary.__file__).parent
PRACTICES = Path(__file__).parents[2] / "practices" / "data" / "practices.jsonl"


def test_the_objectives_are_the_23_in_order() -> None:
    assert [each.number for each in vocabulary.objectives()] == list(range(1, 24))
    assert vocabulary.objective(6).short("fr") == "Recrutement et travail décent"
    assert vocabulary.objective(23).title("en").startswith("Strengthen international cooperation")


@pytest.mark.parametrize("name", vocabulary.SETS)
def test_every_term_has_a_name_of_its_own_in_six_languages(name: str) -> None:
    terms = vocabulary.set_named(name)
    assert len(terms) > 2
    for language in languages.CODES:
        names = [terms.label(key, language) for key in terms.keys]
        assert all(each.strip() for each in names)
        assert len(set(names)) == len(names), f"{name} has a name twice in {language}"


@pytest.mark.parametrize("file", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_every_text_of_every_file_is_written_in_its_languages_script(file: str) -> None:
    script = {"ar": "[\u0600-\u06ff]", "zh": "[\u4e00-\u9fff]", "ru": "[\u0400-\u04ff]"}

    def look(value: object) -> None:
        if isinstance(value, list):
            for each in value:
                look(each)
        elif isinstance(value, dict):
            if set(value) == set(languages.CODES) and len(set(value.values())) > 1:
                for code, text in value.items():
                    symbols = re.fullmatch(r"[A-Z0-9/;；؛ ]+", text)
                    assert symbols or re.search(script.get(code, "[A-Za-z]"), text), text
            for each in value.values():
                look(each)

    look(json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8")))


def test_each_objective_is_in_exactly_one_round_table() -> None:
    numbers = [number for table in vocabulary.round_tables() for number in table.objectives]
    assert sorted(numbers) == list(range(1, 24))
    for objective in vocabulary.objectives():
        assert objective.number in vocabulary.round_table(objective.round_table).objectives


def test_a_country_is_in_every_region_that_counts_it() -> None:
    assert vocabulary.regions_of("EG") == ("africa", "arab-region")
    assert vocabulary.regions_of("kz") == ("asia-pacific", "europe-north-america")
    assert vocabulary.regions_of("FR") == ("europe-north-america",)
    assert len(vocabulary.countries()) == 195
    assert sum(each.status == "observer" for each in vocabulary.countries()) == 2
    sizes = {each.key: len(vocabulary.countries_of(each.key)) for each in vocabulary.regions()}
    assert sizes == {
        "africa": 54,
        "arab-region": 21,
        "asia-pacific": 49,
        "europe-north-america": 57,
        "latin-america-caribbean": 33,
    }


def test_countries_are_called_as_the_united_nations_calls_them() -> None:
    assert vocabulary.country_name("PS", "fr") == "État de Palestine"
    assert vocabulary.country_name("TR", "en") == "Türkiye"
    assert vocabulary.country_name("KR", "zh") == "大韩民国"
    assert vocabulary.country_name("EG", "zh-hans") == "埃及"
    assert not [code for code in ("TW", "XK", "HK") if code in vocabulary.set_named("country")]


def test_a_list_of_countries_ignores_accents_and_the_arabic_article() -> None:
    french = [each.key for each in vocabulary.countries("fr")]
    assert french.index("EG") < french.index("SV") < french.index("AE") < french.index("EC")
    arabic = [each.key for each in vocabulary.countries("ar")]
    assert arabic.index("JO") < arabic.index("ID") < arabic.index("DZ") < arabic.index("YE")
    chinese = [each.key for each in vocabulary.countries("zh")]
    assert chinese.index("PE") < chinese.index("FR") < chinese.index("FJ") < chinese.index("CN")
    russian = [each.key for each in vocabulary.countries("ru")]
    assert russian.index("IT") < russian.index("YE") < russian.index("CV")


def test_every_value_of_the_shipped_practices_is_known() -> None:
    lines = PRACTICES.read_text(encoding="utf-8").splitlines()
    assert lines
    facets = {
        "countries": "country",
        "objectives": "objective",
        "principles": "principle",
        "level": "level",
        "region": "region",
        "stakeholder_type": "organisation_kind",
    }
    for line in lines:
        record = json.loads(line)
        for field, facet in facets.items():
            values = record[field] if isinstance(record[field], list) else [record[field]]
            for value in values:
                if value is not None:
                    assert vocabulary.set_named(facet).parse(value) is not None


def test_a_value_is_read_in_its_usual_spellings_and_no_other() -> None:
    assert vocabulary.set_named("objective").parse(" 06 ") == 6
    assert vocabulary.set_named("objective").parse("return-reintegration") == 21
    assert vocabulary.set_named("country").parse("eg") == "EG"
    assert vocabulary.set_named("region").parse("ESCWA") == "arab-region"
    assert vocabulary.set_named("principle").parse("rule-of-law-and-due-process") == 4
    for facet, value in [
        ("objective", "24"),
        ("objective", "0"),
        ("objective", "９" * 5000),
        ("objective", "9" * 5000),
        ("level", "locale\x00"),
        ("country", ""),
        ("planet", "1"),
    ]:
        with pytest.raises(vocabulary.UnknownTerm):
            vocabulary.set_named(facet).parse(value)


def test_a_name_comes_in_the_language_of_the_interface_unless_one_is_asked_for() -> None:
    with translation.override("ar"):
        assert vocabulary.level("local").name() == "محلي"
        assert vocabulary.level("local").name("ru") == "Местный"


def test_wording_that_nobody_read_in_a_source_says_so_and_leads_to_the_resolution() -> None:
    assert vocabulary.objective(2).is_verified("es")
    assert not vocabulary.objective(2).is_verified("ar")
    assert not any(table.is_verified("en") for table in vocabulary.round_tables())
    assert vocabulary.resolution_url("zh-hans") == "https://docs.un.org/zh/A/RES/73/195"


def test_deadlines_are_counted_back_from_the_day_the_forum_opens() -> None:
    opens = date(2026, 8, 31)
    due = {each.key: each.due(opens) for each in vocabulary.deadlines()}
    assert due["sg-report"] == date(2026, 6, 8)
    assert due["round-table-notes"] == date(2026, 7, 20)
    assert due["communication-plan"] == date(2026, 2, 28)
    assert due["hearing"] == date(2026, 8, 30)
    assert due["monthly-information"] is None


def test_criteria_and_review_ask_their_questions_in_six_languages() -> None:
    assert len(vocabulary.criteria()) == 11
    assert not vocabulary.criterion("timely").required
    assert sum(section.words for section in vocabulary.review_sections()) == (
        vocabulary.review_words()
    )
    assert sum(len(section.questions) for section in vocabulary.review_sections()) == 19
    for criterion in vocabulary.criteria():
        assert len({criterion.question(code) for code in languages.CODES}) == 6


def test_a_file_that_lacks_a_language_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "levels.json").write_text(
        json.dumps({"levels": [{"key": "local", "name": {"en": "Local", "fr": "Local"}}]})
    )
    monkeypatch.setattr(reading, "FOLDER", tmp_path)
    with pytest.raises(
        vocabulary.BrokenVocabulary, match=r"levels\.json, levels 1: name is missing"
    ):
        loading.levels.__wrapped__()


def test_the_vocabulary_reads_nothing_outside_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    original = Path.read_text

    def remember(path: Path, *args: object, **kwargs: object) -> str:
        read.append(path)
        return original(path, *args, **kwargs)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(Path, "read_text", remember)
    for load in (*vocabulary.SETS.values(), loading.review_rules, loading.review_words):
        load.__wrapped__()  # type: ignore[attr-defined]  # of lru_cache: reads again
    assert {path.parent for path in read} == {FOLDER}
    assert {path.name for path in read} == {path.name for path in FOLDER.glob("*.json")}
