from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.languages import CODES
from search.analysis import analyse, fold


def terms(text: str, language: str) -> list[str]:
    return [token.term for token in analyse(text, language)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "Éducation des réfugiées", "education refugie"),
        ("fr", "l’école d'Abidjan", "ecole abidjan"),
        ("fr", "détenues", "détenus"),
        ("fr", "accueille de bonnes villes", "accueil bonne ville"),
        ("fr", "des étrangères accueillent", "étranger accueillir"),
        ("fr", "les lois", "la loi"),
        ("ru", "в Казахстане из Казахстана", "Казахстан Казахстаном"),
        ("ru", "медсестёр из Вьетнама", "медсестра Вьетнам"),
        ("ru", "работать без денег", "работа деньги"),
        ("es", "los gobiernos", "gobierno"),
        ("es", "mujeres jóvenes de ciudades", "mujer joven ciudad"),
        ("ar", "رب لنساء", "رب نساء"),
        ("es", "protección de la niñez", "PROTECCION NINEZ"),
        ("ru", "трудово́й учёт", "трудовые учет"),
        ("ru", "мигрантов", "мигрантам"),
        ("en", "the migrant's labour programmes", "migrants labor program"),
        ("en", "regularisation", "regularization"),
        ("en", "re-integration", "reintegration"),
        ("en", "ＭＩＧＲＡＴＩＯＮ ２０１９", "migration 2019"),
        ("en", "migra\u00adtion", "migration"),
        ("en", "e\u0301tude", "étude"),
        ("ar", "حِمَايَة المهاجرينَ", "الحماية مهاجر"),
        ("ar", "للأطفال والعمال", "الاطفال العمال"),
        ("ar", "لحماية مـهـاجر", "حمايه المهاجرات"),
        ("ar", "وثيقة", "الوثيقه"),
        ("zh", "如何保护移民", "保护移民"),
        ("zh", "領事保護與勞工權利", "领事保护与劳工权利"),
    ],
)
def test_what_readers_hold_for_the_same_is_the_same(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language) != []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "regularisation", "regular"),
        ("ru", "учёба", "учёт"),
        ("ar", "وزارة", "زيارة"),
        ("ar", "لاجئ", "اجر"),
        ("ar", "البحرين", "بحر"),
        ("es", "Costa Rica", "costo rica"),
        ("fr", "pays", "payé"),
        ("pt", "migrantes", "migrante"),
    ],
)
def test_what_differs_stays_apart(language: str, one: str, other: str) -> None:
    assert terms(one, language) != terms(other, language)


def test_chinese_is_cut_in_pairs_and_single_characters() -> None:
    assert terms("移民工人", "zh") == ["移民", "民工", "工人"]
    assert terms("我的家", "zh") == ["我", "家"]
    assert terms("COVID19疫情", "zh") == ["covid19", "疫情"]


@pytest.mark.parametrize(
    ("language", "question", "left"),
    [
        ("en", "How can a city help its migrants?", ["city", "help", "migrants"]),
        ("fr", "Comment une ville peut-elle aider ?", ["ville", "aider"]),
        ("es", "¿Qué puede hacer una ciudad?", ["ciudad"]),
        ("ru", "Как город может помочь?", ["город", "помочь"]),
        ("ar", "كيف يمكن مساعدة المهاجرين", ["مساعده", "المهاجرين"]),
        ("zh", "什么可以帮助移民", ["帮助", "助移", "移民"]),
    ],
)
def test_questions_lose_their_question_words(language: str, question: str, left: list[str]) -> None:
    assert [token.form for token in analyse(question, language)] == left


def test_places_are_those_of_the_text_even_where_folding_changes_lengths() -> None:
    text = "Straße der Œuvre, ﬁnance l’İstanbul"
    found = [text[token.start : token.end] for token in analyse(text, "xx")]
    assert found == ["Straße", "der", "Œuvre", "ﬁnance", "İstanbul"]


@given(st.text(), st.sampled_from([*CODES, "pt", "", "no such language"]))
def test_any_text_is_cut_into_words_in_their_order(text: str, language: str) -> None:
    places = [(token.start, token.end) for token in analyse(text, language)]
    assert places == sorted(places)
    for token in analyse(text, language):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert len(token.form) <= 64
        assert fold(token.form) == token.form
