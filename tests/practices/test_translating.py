"""A translation is written beside its original, part by part, and kept in step with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.test import Client

from hub.actions import NotAllowed, Refused, system
from hub.models import Notice, Role
from practices.actions import publish_text, save_text
from practices.models import Practice, PracticeText, TextOrigin, TranslatedSegment
from practices.translating.actions import fill_by_machine, save_translation
from practices.translating.segments import Standing, field_hash, source_of, standings
from practices.translating.tasks import translate_by_machine

from .library import drafted, member_of, organisation, person, published, text_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice() -> Practice:
    return published(organisation(), title="Permits at the quay")


@pytest.fixture
def translator() -> Client:
    client = Client()
    client.force_login(person("translator", Role.TRANSLATOR))
    return client


def address(practice: Practice, language: str = "fr", reader: str = "en") -> str:
    return f"/{reader}/practices/drafts/{practice.pk}/translate/{language}/"


def sent_from(client: Client, url: str, **typed: str) -> dict[str, Any]:
    """The form of the page as a browser sends it, with what is typed into it."""
    return {**filled_in(client.get(url).content), "do": "save", **typed}


def filled_in(html: bytes) -> dict[str, str]:
    form = BeautifulSoup(html, "html.parser").select_one("main form[method=post]")
    values = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    return values | {each["name"]: each.text.lstrip("\n") for each in form.select("textarea")}


def write(client: Client, practice: Practice, language: str = "fr", **typed: str) -> PracticeText:
    url = address(practice, language)
    response = client.post(url, sent_from(client, url, **typed))
    assert response.status_code == 302, response.content.decode()
    return practice.texts.get(language=language)


def change_original(practice: Practice, **content: str) -> None:
    original = practice.texts.get(language="en")
    save_text(by=system, text=original, content=content)
    publish_text(by=system, text=PracticeText.objects.get(pk=original.pk))


def stands(practice: Practice, language: str = "fr") -> dict[str, Standing]:
    practice = Practice.objects.get(pk=practice.pk)
    text, source = practice.texts.get(language=language), source_of(practice)
    assert source is not None
    return {each.name: each.standing for each in standings(practice, text, source)}


# Writing


def test_a_translator_begins_a_text_and_goes_on_with_it(
    practice: Practice, translator: Client
) -> None:
    text = write(translator, practice, title="Permis au quai")
    assert not text.live
    assert text.get_latest_revision_as_object().origin == TextOrigin.HUMAN
    write(translator, practice, summary="Un résumé d’exemple.")
    latest = PracticeText.objects.get(pk=text.pk).get_latest_revision_as_object()
    assert (latest.title, latest.summary) == ("Permis au quai", "Un résumé d’exemple.")
    assert stands(practice)["summary"] == Standing.CURRENT


def test_each_side_says_its_language_and_direction(translator: Client) -> None:
    practice, original = drafted(organisation(), title="Permits")
    Practice.objects.filter(pk=practice.pk).update(original_language="fr", state="accepted")
    save_text(by=system, text=original, content={"title": "Permis"})
    PracticeText.objects.filter(pk=original.pk).update(language="fr")
    page = BeautifulSoup(translator.get(address(practice, "ar", "ar")).content, "html.parser")
    beside = page.select_one("#field-title")
    assert (beside.select_one(".words")["lang"], beside.select_one(".words")["dir"]) == (
        "fr", "ltr",
    )  # fmt: skip
    box = beside.select_one("textarea")
    assert (box["lang"], box["dir"]) == ("ar", "rtl")


def test_nothing_typed_is_lost_where_the_title_is_missing(
    practice: Practice, translator: Client
) -> None:
    url = address(practice)
    response = translator.post(url, sent_from(translator, url, summary="Un résumé."))
    assert response.status_code == 422
    assert "A text needs a title." in response.content.decode()
    assert "Un résumé." in response.content.decode()


def test_a_second_person_is_shown_what_the_first_one_saved(
    practice: Practice, translator: Client
) -> None:
    write(translator, practice, title="Permis au quai")
    url = address(practice)
    opened = sent_from(translator, url, title="Autorisations au quai")
    other = Client()
    other.force_login(person("secretary", Role.SECRETARIAT))
    write(other, practice, title="Permis sur le quai", summary="Un résumé.")
    response = translator.post(url, opened)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Autorisations au quai" in page
    assert "Permis sur le quai" in page
    values = filled_in(response.content)
    assert values["summary"] == "Un résumé."
    assert translator.post(url, values).status_code == 302
    draft = practice.texts.get(language="fr").get_latest_revision_as_object()
    assert draft.title == "Autorisations au quai"
    assert draft.summary == "Un résumé."


def test_who_may_translate_what(practice: Practice) -> None:
    draft, _text = drafted(organisation("Another Example"))
    accepted, _text = drafted()
    Practice.objects.filter(pk=accepted.pk).update(state="accepted")
    member = member_of(practice.organisation, "member")
    for who, answers in {
        person("stranger"): (403, 404, 404),
        person("translator", Role.TRANSLATOR): (200, 404, 200),
        member: (200, 404, 404),
        person("secretary", Role.SECRETARIAT): (200, 200, 200),
    }.items():
        client = Client()
        client.force_login(who)
        given = tuple(client.get(address(each)).status_code for each in (practice, draft, accepted))
        assert given == answers, who
    assert Client().get(address(practice)).status_code == 302
    with pytest.raises(NotAllowed):
        save_translation(
            by=person("other"), practice=practice, language="fr", content={"title": "T"}
        )


def test_the_original_and_what_is_no_language_have_no_such_page(
    practice: Practice, translator: Client
) -> None:
    assert translator.get(address(practice, "en")).status_code == 404
    assert translator.get(address(practice, "nolanguageatall")).status_code == 404
    assert translator.get(address(practice, "zh-Hans")).url == address(practice, "zh")


# In step with the original


def test_a_part_whose_original_changed_is_stale_by_how_much_it_changed(
    practice: Practice, translator: Client
) -> None:
    change_original(practice, results="One two three four five six seven eight nine ten.")
    write(translator, practice, title="Permis", summary="Un résumé.", results="Un deux trois.")
    change_original(practice, results="One two three four five six seven eight other words.")
    found = stands(practice)
    assert (found["results"], found["summary"]) == (Standing.STALE, Standing.CURRENT)
    page = translator.get(address(practice)).content.decode()
    assert "About a fifth of it changed since." in page
    assert "<del>" in page
    assert "other words" in page


def test_saving_other_parts_leaves_a_stale_one_stale_until_somebody_says_that_it_holds(
    practice: Practice, translator: Client
) -> None:
    text = write(translator, practice, title="Permis", summary="Un résumé.")
    publish_text(by=system, text=text)
    change_original(practice, summary="An example summary, corrected.")
    write(translator, practice, title="Permis au quai")
    assert stands(practice)["summary"] == Standing.STALE
    assert "The original has changed since this translation" in _public(practice)
    text = write(translator, practice, do="hold:summary")
    assert stands(practice)["summary"] == Standing.CURRENT
    assert text.get_latest_revision_as_object().summary == "Un résumé."
    publish_text(by=system, text=text)
    assert "The original has changed since this translation" not in _public(practice)


def _public(practice: Practice) -> str:
    return Client().get(f"/en/practices/{practice.slug}/?text=fr").content.decode()


def test_what_came_without_segments_is_unknown_and_never_stale(practice: Practice) -> None:
    text = text_in("fr", practice, origin="author")
    assert set(stands(practice).values()) == {Standing.UNKNOWN, Standing.NOTHING}
    change_original(practice, summary="Quite another summary.")
    assert stands(practice)["summary"] == Standing.UNKNOWN
    assert not text.segments.exists()


def test_an_original_that_changed_while_it_was_translated_leaves_the_part_marked(
    practice: Practice, translator: Client
) -> None:
    url = address(practice)
    opened = sent_from(translator, url, title="Permis", summary="Un résumé.")
    change_original(practice, summary="Quite another summary.")
    page = translator.post(url, opened, follow=True).content.decode()
    assert "The original changed while you were writing" in page
    assert stands(practice)["summary"] == Standing.STALE


# Machines


class Fake:
    name = "Example machine"

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        return [f"[{target}] {text}" for text in texts]


class Broken:
    name = "Broken machine"

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        raise OSError("no line")


HERE = "tests.practices.test_translating"


def test_a_machine_fills_what_is_empty_and_is_named_until_a_person_confirms_each_part(
    practice: Practice, translator: Client, settings: Any
) -> None:
    write(translator, practice, title="Permis")
    settings.HUB_TRANSLATION_PROVIDER = f"{HERE}.Fake"
    asker = person("asker", Role.TRANSLATOR)
    assert translate_by_machine.func(practice.pk, "fr", asker.pk, "1") == 1
    text = practice.texts.get(language="fr")
    draft = text.get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("Permis", "[fr] An example summary.")
    assert draft.origin == TextOrigin.MACHINE
    assert "Machine translation" in translator.get(address(practice)).content.decode()
    assert stands(practice)["title"] == Standing.CURRENT
    text = write(translator, practice, do="hold:summary")
    assert text.get_latest_revision_as_object().origin == TextOrigin.HUMAN
    notice = Notice.objects.get(recipient=asker)
    assert notice.data["filled"] == 1


def test_a_machine_never_changes_what_a_person_wrote_or_confirmed(
    practice: Practice, translator: Client
) -> None:
    content = {"title": "Machine", "summary": "Machine."}
    sources = {name: field_hash("") for name in content}
    fill_by_machine(by=system, practice=practice, language="fr", content=content, sources=sources)
    # Written anew on another page than this one: no segment was told of it.
    text = practice.texts.get(language="fr")
    save_text(by=system, text=text, content={"title": "De ma main"})
    write(translator, practice, do="hold:summary")
    for name in content:
        with pytest.raises(Refused):
            fill_by_machine(
                by=system, practice=practice, language="fr", content={name: "Again"},
                sources=sources,
            )  # fmt: skip
    latest = PracticeText.objects.get(pk=text.pk).get_latest_revision_as_object()
    assert (latest.title, latest.summary) == ("De ma main", "Machine.")


def test_parts_that_people_wrote_before_there_were_segments_are_theirs_too(
    practice: Practice,
) -> None:
    text_in("fr", practice, origin="human", title="Permis", summary="Un résumé.")
    change_original(practice, results="One desk.")
    fill_by_machine(
        by=system, practice=practice, language="fr", content={"results": "Un guichet."},
        sources={"results": field_hash("One desk.")},
    )  # fmt: skip
    found = stands(practice)
    assert (found["results"], found["summary"]) == (Standing.MACHINE, Standing.UNKNOWN)
    with pytest.raises(Refused):
        fill_by_machine(
            by=system, practice=practice, language="fr", content={"summary": "X"}, sources={}
        )


def test_a_machine_that_fails_changes_nothing_and_says_so(
    practice: Practice, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.HUB_TRANSLATION_PROVIDER = f"{HERE}.Broken"
    asker = person("asker", Role.TRANSLATOR)
    assert translate_by_machine.func(practice.pk, "fr", asker.pk, "1") == 0
    assert not practice.texts.filter(language="fr").exists()
    assert not TranslatedSegment.objects.exists()
    assert Notice.objects.get(recipient=asker).data["filled"] is None


def test_the_page_offers_a_machine_only_where_one_is_set(
    practice: Practice, translator: Client, settings: Any
) -> None:
    button = 'value="machine"'
    assert button not in translator.get(address(practice)).content.decode()
    url = address(practice)
    refused = translator.post(url, sent_from(translator, url, do="machine"))
    assert refused.status_code == 422
    settings.HUB_TRANSLATION_PROVIDER = f"{HERE}.Fake"
    assert button in translator.get(address(practice)).content.decode()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HUB_TRANSLATION_PROVIDER", "nowhere.Provider"),
        ("HUB_TRANSLATION_PROVIDER", "pathlib.Path"),
        ("HUB_GLOSSARY_FILE", "/nowhere.csv"),
    ],
)
def test_settings_that_lead_nowhere_are_found_at_the_start(
    setting: str, value: str, settings: Any
) -> None:
    setattr(settings, setting, value)
    found = {each.id for each in run_checks()}
    assert found & {"practices.E001", "practices.E002"}
