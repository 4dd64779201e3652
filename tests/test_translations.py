"""Six catalogues, whole: an untranslated or fuzzy string fails the build."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from hub import catalogues, languages

pytestmark = pytest.mark.house

OTHERS = [language for language in languages.LANGUAGES if language.code != languages.DEFAULT]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogues.extract()


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_string_of_the_interface_is_translated(
    language: languages.Language, template: Catalog
) -> None:
    wanting = catalogues.wanting(template, catalogues.read(language))
    assert not wanting, f"{len(wanting)} in {language.locale}:\n" + "\n".join(wanting[:40])


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_a_catalogue_holds_nothing_that_the_code_does_not_say(
    language: languages.Language, template: Catalog
) -> None:
    own = {(message.id, message.context) for message in catalogues.read(language) if message.id}
    asked = {(message.id, message.context) for message in template if message.id}
    assert not {str(pair) for pair in own} - {str(pair) for pair in asked}


def test_the_strings_of_code_and_of_templates_are_both_found(template: Catalog) -> None:
    assert template.get("Skip to the content") is not None, "a template's"
    assert template.get("Best match first", "order of a list") is not None, "a module's"
    assert any(message.pluralizable for message in template)


def test_a_catalogue_that_lacks_something_is_told_from_a_whole_one() -> None:
    source = Catalog()
    source.add("Find")
    source.add(("%(n)s practice", "%(n)s practices"))
    own = Catalog(locale="fr")
    assert [line.split(":")[0] for line in catalogues.wanting(source, own)] == ["missing"] * 2
    own.add("Find", "Chercher", flags=["fuzzy"])
    own.add(("%(n)s practice", "%(n)s practices"), ("une pratique", "%(m)s pratiques"))
    problems = [line.split(":")[0] for line in catalogues.wanting(source, own)]
    assert problems == ["fuzzy", "unknown placeholder"]
