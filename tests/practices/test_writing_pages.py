"""Writing a practice page by page, with scripts off."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from practices.models import Practice, Theme
from practices.writing.actions import begin_practice

from .library import imported, member_of, organisation, person
from .writing import (
    begun,
    complete,
    controls,
    draft_of,
    fill_in,
    page,
    section,
    signed_in,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def condition(tasks: BeautifulSoup, title: str) -> str:
    """What a line of the task list says at its end."""
    line = next(each for each in tasks.select(".tasks li") if title in each.get_text())
    state = line.select_one(".state")
    return state.get_text(strip=True) if state else ""


def test_a_practice_begins_with_a_title_and_is_there_once_however_often_it_is_sent() -> None:
    body = organisation()
    client = signed_in(member_of(body, "writer"))
    empty = page(client, reverse("practices:drafts"))
    assert "Nothing has been written here yet" in empty.get_text()
    start = reverse("practices:draft-start")
    sent = {**controls(page(client, start)), "title": "تصاريح في الميناء", "language": "ar"}
    first, second = client.post(start, sent), client.post(start, sent)
    practice = Practice.objects.get()
    assert first["Location"] == second["Location"]
    assert (practice.organisation, practice.original_language) == (body, "ar")
    tasks = page(client, first["Location"])
    assert tasks.select_one("h1 [lang=ar][dir=rtl]").get_text() == "تصاريح في الميناء"  # type: ignore[union-attr]  # it is there
    # The organisation carries it out until somebody says otherwise.
    led = draft_of(practice).organisations.get()
    assert (led.name, led.organisation) == (body.name, body)
    listed = page(client, reverse("practices:drafts")).select_one("li.row")
    assert listed is not None
    said = " ".join(listed.get_text(" ").split())
    assert "Draft" in said
    assert "by Writer" in said
    assert "Arabic" in said
    assert "Go on writing" in said


def test_one_without_a_title_is_asked_for_it_and_nothing_begins() -> None:
    client = signed_in(member_of(organisation(), "writer"))
    start = reverse("practices:draft-start")
    answer = client.post(start, {**controls(page(client, start)), "title": " ", "language": "fr"})
    assert answer.status_code == 422
    assert b"This field is required." in answer.content
    assert b'<option value="fr" selected>' in answer.content
    assert not Practice.objects.exists()


def test_who_belongs_to_no_organisation_is_told_how_to_join() -> None:
    client = signed_in(person("stranger"))
    for name in ("practices:drafts", "practices:draft-start"):
        assert "you belong to none yet" in page(client, reverse(name)).get_text()
    assert reverse("practices:drafts") not in client.get("/en/organisations/").content.decode()
    member = signed_in(member_of(organisation(), "member"))
    assert reverse("practices:drafts") in member.get("/en/organisations/").content.decode()


def test_facts_are_kept_as_they_are_ticked_and_leave_no_trace_when_unticked() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    place = section(practice, "place")
    answer = fill_in(
        client, place, type="tool", levels=["local", "global"], countries=["EG", "PH"],
        regions=["arab-region"], start_year="٢٠١٩", end_year="2021",
    )  # fmt: skip
    assert answer["Location"] == section(practice, "objectives")
    draft = draft_of(practice)
    assert (draft.type, draft.start_year, draft.end_year) == ("tool", 2019, 2021)
    assert {each.level for each in draft.levels.all()} == {"local", "global"}
    assert {each.country for each in draft.countries.all()} == {"EG", "PH"}
    shown = controls(page(client, place))
    assert shown["countries"] == ["EG", "PH"]
    fill_in(client, place, countries=["PH"], levels=[], end_year="")
    draft = draft_of(practice)
    assert [each.country for each in draft.countries.all()] == ["PH"]
    assert (list(draft.levels.all()), draft.end_year) == ([], None)


def test_objectives_keep_their_rank_and_themes_are_named_in_ones_own_words() -> None:
    writer, practice = begun(language="fr")
    Theme.objects.create(name="Travail", slug="travail", language="fr")
    client = signed_in(writer)
    address = section(practice, "objectives")
    themes = "travail\nPermis de port\n\nPermis  de port"
    fill_in(
        client, address, objectives=["6", "12"], primary_1="12", primary_2="3",
        principles=["10"], sdgs=["8"], theme_items=themes,
    )  # fmt: skip
    draft = draft_of(practice)
    ranks = [(each.number, each.rank) for each in draft.objectives.all()]
    assert sorted(ranks) == [(3, 2), (6, None), (12, 1)]
    names = [Theme.objects.get(pk=each.tag_id).name for each in draft.theme_items.all()]
    assert names == ["Travail", "Permis de port"]
    assert controls(page(client, address))["theme_items"] == ["Travail\nPermis de port"]
    answer = fill_in(client, address, primary_1="6", primary_2="6")
    assert answer.status_code == 422
    assert b"This objective is named twice here." in answer.content


def test_organisations_come_one_by_one_and_can_be_taken_away() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    address = section(practice, "organisations")
    answer = fill_in(
        client, address, go="add-organisations",
        **{"organisations-1-name": "Example Union", "organisations-1-part": "partner"},
    )  # fmt: skip
    assert answer["Location"].startswith(address)
    names = [each.name for each in draft_of(practice).organisations.all()]
    assert names == ["Example Harbour Board", "Example Union"]
    shown = page(client, address)
    assert shown.select_one("[name=organisations-2-name]") is not None
    assert controls(shown)["organisations-0-language"] == ["en"]
    sent = {**controls(shown), "organisations-0-remove": "on"}
    client.post(address, sent)
    assert [each.name for each in draft_of(practice).organisations.all()] == ["Example Union"]
    # As a script sends it that stays on its page, where the rows stand as they stood.
    now = controls(page(client, address))
    known = {name: now[name] for name in ("key", "seen", "base")}
    client.post(address, {**sent, **known, "organisations-1-kind": "academia"})
    left = draft_of(practice).organisations.get()
    assert (left.name, left.kind) == ("Example Union", "academia")
    answer = fill_in(client, address, **{"organisations-1-kind": "academia"})
    assert answer.status_code == 422
    assert b"Write the name of the organisation." in answer.content


def test_what_is_impossible_is_said_beside_its_field_and_the_rest_is_saved() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    answer = fill_in(
        client, section(practice, "place"), levels=["local"], start_year="2020", end_year="20 or so"
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Write a year, such as 2021." in said
    assert 'value="20 or so"' in said
    assert draft_of(practice).start_year == 2020
    arabic = section(practice, "place").replace("/en/", "/ar/")
    answer = fill_in(client, arabic, levels=["local"], start_year="2020", end_year="20 or so")
    assert "Write a year" not in answer.content.decode()
    # The page that came back can be sent again as it is, once it is right.
    sent: dict[str, Any] = controls(BeautifulSoup(said, "html.parser"))
    answer = client.post(section(practice, "place"), {**sent, "end_year": "2021"})
    assert answer.status_code == 302
    assert draft_of(practice).end_year == 2021


def test_texts_are_kept_with_line_ends_and_counted_by_the_server() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    address = section(practice, "story", "en")
    fill_in(client, address, results="One two\r\n\r\nthree", activities=" ".join(["word"] * 503))
    assert text_of(practice, "en").results == "One two\n\nthree"
    shown = page(client, address).get_text()
    assert "3 of about 400 words" in shown
    assert "503 of about 500 words · 3 words over" in shown


def test_a_section_is_done_when_its_people_say_so_and_nothing_is_missing() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    place = section(practice, "place")
    fill_in(client, place, levels=["local"], done="on")
    tasks = page(client, reverse("practices:draft-tasks", args=[practice.pk]))
    assert "It is not done yet: Start (year)." in tasks.get_text()
    assert condition(tasks, "Where and when") == "In progress"
    assert condition(tasks, "Evidence") == "Not started"
    fill_in(client, place, start_year="2020", done="on")
    tasks = page(client, reverse("practices:draft-tasks", args=[practice.pk]))
    assert condition(tasks, "Where and when") == "Done"
    practice.refresh_from_db()
    assert practice.sections_done == ["place"]
    sent = controls(page(client, place))
    del sent["done"]
    client.post(place, sent)
    practice.refresh_from_db()
    assert practice.sections_done == []


def test_the_buttons_lead_on_back_later_and_to_where_one_came_from() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    tasks = reverse("practices:draft-tasks", args=[practice.pk])
    assert fill_in(client, section(practice, "place"), go="later")["Location"] == tasks
    assert fill_in(client, section(practice, "evidence"))["Location"] == tasks
    checking = page(client, reverse("practices:draft-check", args=[practice.pk]))
    change = checking.select_one("a[href*='/story/?back=check']")
    assert change is not None
    answer = fill_in(client, str(change["href"]).partition("#")[0], results="More.")
    assert answer["Location"].startswith(reverse("practices:draft-check", args=[practice.pk]) + "#")


def test_checking_shows_every_answer_and_what_is_missing() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    address = reverse("practices:draft-check", args=[practice.pk])
    assert "things are left to do before it can be submitted" in page(client, address).get_text()
    complete(client, practice)
    shown = page(client, address).get_text()
    assert "left to do before it can be submitted" not in shown
    for said in ("Permits at the quay", "An example desk.", "Local", "Example Harbour Board"):
        assert said in shown


def test_pages_are_read_with_few_queries(django_assert_max_num_queries: Any) -> None:
    writer, practice = begun()
    client = signed_in(writer)
    complete(client, practice)
    for name in ("practices:draft-tasks", "practices:draft-check"):
        address = reverse(name, args=[practice.pk])
        client.get(address)
        with django_assert_max_num_queries(24):
            client.get(address)
    for number in range(3):
        begin_practice(
            by=writer, organisation=practice.organisation, language="en", title=f"No. {number}"
        )
    with django_assert_max_num_queries(14):
        client.get(reverse("practices:drafts"))


def test_what_an_import_holds_and_nobody_can_choose_stays_until_one_chooses() -> None:
    practice = imported(
        lead_organisation="Junta do Porto", title_language="pt-BR", title="Licenças no porto",
        summary="Um balcão dá licenças no dia.",
    )  # fmt: skip
    client = signed_in(person("secretary", "secretariat"))
    address = section(practice, "organisations")
    assert controls(page(client, address))["organisations-0-language"] == ["pt-BR"]
    assert fill_in(client, address).status_code == 302
    assert draft_of(practice).organisations.get().language == "pt-BR"
    summary = section(practice, "summary", "pt-BR")
    assert fill_in(client, summary, summary="Dois.").status_code == 302
    assert text_of(practice, "pt-BR").summary == "Dois."


NONSENSE = ("", "\x00", "9" * 400, "[[-1", "é" * 60_000)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_in_any_control_breaks_nothing(nonsense: str) -> None:
    writer, practice = begun()
    client = signed_in(writer)
    names = ("draft-add-text", "draft-check")
    addresses = [reverse(f"practices:{name}", args=[practice.pk]) for name in names]
    submit = reverse("practices:draft-submit", args=[practice.pk])
    sent = {"key": nonsense, "licence": nonsense, "agreed": nonsense}
    assert client.post(submit, sent).status_code == 422
    addresses += [section(practice, key) for key in ("place", "objectives", "organisations")]
    addresses += [section(practice, "story", "en"), reverse("practices:draft-start")]
    for address in addresses:
        before = controls(page(client, address))
        for sent in (dict.fromkeys(before, nonsense), {**before, "base": nonsense}):
            answer = client.post(address, {**sent, "go": nonsense})
            assert answer.status_code in (302, 409, 422), (address, answer.status_code)


def test_who_was_signed_out_meanwhile_reads_again_what_was_typed() -> None:
    writer, practice = begun()
    story = section(practice, "story", "en")
    sent = {**controls(page(signed_in(writer), story)), "results": "Words of half an hour"}
    answer = Client().post(story, sent)
    assert answer.status_code == 403
    said = BeautifulSoup(answer.content, "html.parser").select_one("main")
    assert said is not None
    assert "Words of half an hour" in said.get_text()
    assert "{" not in said.get_text()


def test_a_page_that_was_gone_back_to_undoes_nothing_and_shows_both_versions() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    story = section(practice, "story", "en")
    before = controls(page(client, story))
    client.post(story, {**before, "results": "The first version"})
    # The browser's back button brings the old page, key and all.
    answer = client.post(story, {**before, "results": "Another one"})
    assert answer.status_code == 409
    assert b"The first version" in answer.content
    assert b"Another one" in answer.content
    assert text_of(practice, "en").results == "The first version"
    # Sent again as it was, it is the same save.
    assert client.post(story, {**before, "results": "The first version"}).status_code == 302
