from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hub import vocabulary
from hub.languages import CODES
from search.concepts import shipped
from search.engine import Request
from search.engines.embedded import frequencies, terms
from search.engines.embedded.engine import EmbeddedEngine

from .shelf import Shelf


def test_every_concept_has_a_name_in_the_six_languages() -> None:
    assert len(shipped().all) > 400
    for concept in shipped().all:
        assert set(CODES) <= set(concept), concept
        assert all(names and all(names) for names in concept.values())


def test_no_name_of_a_concept_is_made_of_stop_words_alone() -> None:
    for concept in shipped().all:
        for code in CODES:
            for name in concept[code]:
                assert terms.tokens(name, code), name


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture
    def engine(self) -> EmbeddedEngine:
        return EmbeddedEngine()

    def found(self, engine: EmbeddedEngine, text: str, language: str) -> list[int]:
        result = engine.search(Request(kinds=("thing",), text=text, language=language))
        return [hit.object_id for hit in result.hits if not hit.below]

    @pytest.mark.parametrize("objective", range(1, 24))
    def test_an_objective_named_in_one_language_reaches_texts_in_the_others(
        self, engine: EmbeddedEngine, shelf: Shelf, objective: int
    ) -> None:
        label = vocabulary.objective(objective).short
        texts = {code: shelf.put(label(code), language=code).object_id for code in CODES}
        engine.bulk([*shelf.kept.values(), shelf.put("Something else")])
        for code in ("en", "ar", "zh"):
            found = self.found(engine, label(code), code)
            assert found[0] == texts[code]
            assert set(texts.values()) <= set(found)

    @pytest.mark.parametrize(
        ("language", "question", "text_language", "text"),
        [
            ("en", "undocumented migrants", "fr", "Accueil des sans-papiers"),
            ("fr", "envoyer de l'argent", "en", "Cheaper remittances"),
            ("es", "trata de personas", "ar", "حماية ضحايا الاتجار بالبشر"),
            ("ru", "горячая линия", "zh", "领事保护应急热线"),
            ("zh", "拘留替代措施", "en", "Alternatives to detention for children"),
            ("ar", "الاعتراف بالشهادات", "es", "Homologación de títulos"),
            ("en", "detention alternatives", "es", "Alternativas a la detención"),
        ],
    )
    def test_another_word_for_the_same_is_found_in_another_language(
        self,
        engine: EmbeddedEngine,
        shelf: Shelf,
        language: str,
        question: str,
        text_language: str,
        text: str,
    ) -> None:
        wanted = shelf.put(text, language=text_language)
        engine.bulk([wanted, *(shelf.put(f"Roads and bridges {n}") for n in range(6))])
        assert self.found(engine, question, language) == [wanted.object_id]

    def test_the_words_themselves_come_before_others_for_the_same(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        other = shelf.put("Cheaper money transfer")
        same = shelf.put("Cheaper remittances")
        engine.bulk([other, same])
        assert self.found(engine, "remittances", "en") == [same.object_id, other.object_id]

    def test_a_word_means_what_it_does_in_the_language_of_the_question(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        """French formation is training, which an English formation is not."""
        training = shelf.put("Training of nurses")
        engine.bulk([training, shelf.put("Roads"), shelf.put("Rock formation of the coast")])
        assert training.object_id in self.found(engine, "formation des infirmiers", "fr")

    def test_small_words_are_heard_where_a_name_has_them(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        wanted = shelf.put("Indocumentados", language="es")
        papers = shelf.put("Papers for drivers")
        engine.bulk([wanted, papers, *(shelf.put(f"Roads {n}") for n in range(6))])
        assert wanted.object_id in self.found(engine, "people without papers", "en")
        assert self.found(engine, "sin papeles", "es") == [wanted.object_id]

    def test_a_region_finds_its_countries_and_a_country_no_others(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        bahrain, qatar = shelf.put("Permits in Bahrain"), shelf.put("Permits in Qatar")
        engine.bulk([bahrain, qatar, *(shelf.put(f"Roads {n}") for n in range(6))])
        both = {bahrain.object_id, qatar.object_id}
        assert set(self.found(engine, "Gulf countries", "en")) == both
        assert self.found(engine, "Bahrain", "en") == [bahrain.object_id]

    def test_the_matter_of_a_question_comes_before_its_fillers(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        fillers = shelf.put("Somebody knows and somebody tells", "Nobody knows what happens")
        matter = shelf.put("A fund", "It pays for pensions.")
        engine.bulk([fillers, matter, *(shelf.put(f"Roads {n}") for n in range(6))])
        found = self.found(engine, "Does somebody know what happens to pensions?", "en")
        assert found == [matter.object_id]

    def test_what_concepts_are_called_is_suggested_where_texts_have_the_words(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        engine.bulk([shelf.put("Protection des travailleuses domestiques", language="fr")])
        frequencies.refresh()
        assert "travailleur domestique" not in str(engine.suggest("travaill", "fr"))
        engine.bulk([shelf.put("Aucun travailleur domestique", language="fr")])
        frequencies.refresh()
        assert "travailleur domestique" in [each.text for each in engine.suggest("travaill", "fr")]

    def test_suggested_words_are_written_as_texts_write_them(
        self, engine: EmbeddedEngine, shelf: Shelf
    ) -> None:
        engine.bulk([shelf.put("La régularisation", "régularisation", language="fr")])
        frequencies.refresh()
        assert "régularisation" in [each.text for each in engine.suggest("regulari", "fr")]


@pytest.mark.django_db
class TestSpelling:
    @pytest.fixture
    def corrected(self, shelf: Shelf) -> Callable[[str, str], str]:
        engine = EmbeddedEngine()
        put: Any = shelf.put
        engine.bulk([
            put("Regularisation of migrants, remittances, trafficking, reintegration"),
            put("Consular protection and labour inspection of employers"),
            put("Régularisation des étrangers, réintégration, réfugiés", language="fr"),
            put("Protección consular y regularización", language="es"),
            put("Безгражданство и трудовая миграция", language="ru"),
            put("إعادة إدماج المهاجرين العائدين وحماية الأجور", language="ar"),
            *(put(f"移民工人服务 {n}", language="zh") for n in range(4)),
        ])  # fmt: skip
        frequencies.refresh()

        def ask(text: str, language: str) -> str:
            return engine.search(
                Request(kinds=("thing",), text=text, language=language)
            ).corrected  # fmt: skip

        return ask

    @pytest.mark.parametrize(
        ("language", "typed", "meant"),
        [
            ("en", "remitances", "remittances"),
            ("en", "remitences", "remittances"),
            ("es", "regularisasion", "regularización"),
            ("en", "trafikking", "trafficking"),
            ("en", "re integration", "reintegration"),
            ("en", "consularprotection", "consular protection"),
            ("en", "Labour inspecton!", "Labour inspection!"),
            ("fr", "regularistion des étrangers", "régularisation des étrangers"),
            ("fr", "refujiés", "réfugiés"),
            ("es", "proteccion consualr", "proteccion consular"),
            ("ru", "безгражданцтво", "безгражданство"),
            ("ar", "المهاحرين العائدين", "المهاجرين العائدين"),
            ("zh", "移民工任", "移民工人"),
            ("zh", "移民公人服务", "移民工人服务"),
        ],
    )
    def test_a_slip_is_put_right_as_texts_write_the_word(
        self, corrected: Callable[[str, str], str], language: str, typed: str, meant: str
    ) -> None:
        assert corrected(typed, language) == meant

    @pytest.mark.parametrize(
        ("language", "typed"),
        [
            ("en", "regularization"), ("en", "trafficker"), ("en", "xyz"), ("en", "2019"),
            ("en", "réintégration"), ("en", "traffickers"), ("en", "somebody"),
            ("fr", "consular"), ("zh", "保护移民"), ("en", "IOM"),
        ],
    )  # fmt: skip
    def test_what_is_a_word_is_left_alone(
        self, corrected: Callable[[str, str], str], language: str, typed: str
    ) -> None:
        assert corrected(typed, language) == ""
