"""Names that the secretariat adds to what search knows, and takes out of use."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hub.actions import NotAllowed, Refused, system
from hub.models import Role, User
from search.concepts import shipped
from search.engine import Request
from search.engines.embedded.engine import EmbeddedEngine
from search.models import ConceptOff, Synonyms
from search.permissions import can_keep_words
from search.synonyms.actions import save_synonyms, switch_concept
from search.views.words import ADMIN, add_url
from tests.practices.library import person

from .shelf import Shelf

pytestmark = pytest.mark.django_db


def save(synonyms: Synonyms | None = None, **given: Any) -> Synonyms:
    lines = {code: given.pop(code) for code in ("en", "fr", "ar", "zh") if code in given}
    made = save_synonyms(by=system, synonyms=synonyms, lines=lines, **given)
    return Synonyms.objects.get(pk=made["synonyms"])


def refusals(**given: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        save(**given)
    return refused.value.messages


class TestFinding:
    @pytest.fixture
    def texts(self, shelf: Shelf) -> dict[str, int]:
        """Enough others that any word is not enough."""
        put = shelf.put
        texts = {
            "hawala": put("Hawala brokers"),
            "envois": put("Les envois de fonds", language="fr"),
            "season": put("Le travail saisonnier", language="fr"),
            "quay": put("The quay of Example Harbour"),
            **{f"road {number}": put(f"Road {number}") for number in range(5)},
        }
        EmbeddedEngine().bulk(texts.values())
        return {name: document.object_id for name, document in texts.items()}

    def found(self, text: str, language: str = "en") -> set[int]:
        request = Request(kinds=("thing",), text=text, language=language)
        return {hit.object_id for hit in EmbeddedEngine().search(request).hits if not hit.below}

    def test_a_name_that_was_added_is_searched_with_at_once_until_it_is_switched_off(
        self, texts: dict[str, int]
    ) -> None:
        assert self.found("wharfage") == set()
        row = save(en="wharfage, quay", fr="quayage")
        assert self.found("wharfage") == {texts["quay"]}
        assert self.found("quayage", "fr") == {texts["quay"]}
        save(row, en="wharfage, quay", is_on=False)
        assert self.found("wharfage") == set()

    def test_more_names_for_what_is_known_find_all_that_it_finds(
        self, texts: dict[str, int]
    ) -> None:
        assert self.found("remittances") == {texts["envois"]}
        row = save(en="hawala", same_as="Envois de fonds")
        assert row.same_as in shipped().keys
        assert self.found("remittances") == {texts["envois"], texts["hawala"]}
        assert self.found("hawala") == {texts["envois"], texts["hawala"]}

    def test_a_concept_that_ships_is_switched_off_and_on_again(self, texts: dict[str, int]) -> None:
        key = save(en="hawala", same_as="harvest workers").same_as
        assert switch_concept(by=system, concept=key, is_on=False) == {"changed": True}
        assert switch_concept(by=system, concept=key, is_on=False) == {"changed": False}
        assert self.found("harvest workers") == set()
        assert self.found("hawala") == {texts["hawala"]}
        switch_concept(by=system, concept=key, is_on=True)
        assert self.found("harvest workers") == {texts["season"], texts["hawala"]}
        with pytest.raises(Refused):
            switch_concept(by=system, concept="none", is_on=False)

    def test_a_name_that_was_added_is_not_taken_for_misspelt(self, texts: dict[str, int]) -> None:
        request = Request(kinds=("thing",), text="quayy", language="en")
        save(en="quayy, dock")
        assert EmbeddedEngine().search(request).corrected == ""

    def test_reading_a_question_again_asks_the_database_for_nothing_more(
        self, texts: dict[str, int], django_assert_max_num_queries: Any
    ) -> None:
        save(en="wharfage, quay")
        self.found("wharfage")
        with django_assert_max_num_queries(4):
            self.found("wharfage")


@pytest.mark.once
class TestRules:
    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"en": "one name"}, "names_en", "two names"),
            ({"en": "the, of it"}, "names_en", "“the”"),
            ({"en": 'a boat, "without'}, "names_en", "around a whole name"),
            ({"en": 'boat, "without"'}, "names_en", "two words"),
            ({"en": "b, boat"}, "names_en", "too short"),
            ({"en": "(boat), (ship)"}, "names_en", "brackets"),
            ({"fr": ", ".join(f"nom {n}" for n in range(61))}, "names_fr", "61"),
            ({"ar": f"قارب، {'ق' * 81}"}, "names_ar", "80"),
            ({"en": "boat", "same_as": "nothing that is known"}, "same_as", "no such name"),
            ({"en": "boat, ship", "note": "x" * 1_001}, "note", "characters"),
        ],
    )
    def test_what_is_no_name_is_said_beside_its_field(
        self, given: dict[str, str], field: str, says: str
    ) -> None:
        refused = refusals(**given)
        assert list(refused) == [field]
        assert says in refused[field]

    def test_commas_and_quotes_are_read_as_people_write_them(self) -> None:
        row = save(
            zh="甲船，乙船、丙船",
            ar="قارب؛ سفينة",
            en="“without any papers”\nboat people, boat people",
            fr="«\u00a0sans aucun papier\u00a0», gens des bateaux",
        )
        assert row.names == {
            "en": ['"without any papers"', "boat people"],
            "fr": ['"sans aucun papier"', "gens des bateaux"],
            "ar": ["قارب", "سفينة"],
            "zh": ["甲船", "乙船", "丙船"],
        }

    def test_a_name_stands_in_one_row_only_whatever_its_form(self) -> None:
        row = save(en="fishing boats, trawlers")
        refused = refusals(en="trawler, dinghy")
        assert "trawler" in refused["names_en"]
        assert str(row) in refused["names_en"]
        save(row, en="fishing boats, trawlers", is_on=False)
        save(en="trawler, dinghy")

    def test_only_the_secretariat_keeps_them(self) -> None:
        keeper, other = person("keeper", Role.SECRETARIAT), person("other", Role.MODERATOR)
        row = save(en="boat, ship")
        ConceptOff.objects.create(key="food")
        for viewer in (keeper, other):
            assert can_keep_words(viewer) is (viewer == keeper)
            assert Synonyms.objects.visible_to(viewer).exists() is can_keep_words(viewer)
            assert ConceptOff.objects.visible_to(viewer).exists() is can_keep_words(viewer)
        with pytest.raises(NotAllowed):
            save_synonyms(by=other, synonyms=row, lines={"en": "boat, car"})
        with pytest.raises(NotAllowed):
            switch_concept(by=other, concept="food", is_on=True)


@pytest.mark.once
class TestPages:
    @pytest.fixture
    def client(self, settings: Any) -> Client:
        settings.HUB_STAFF_SECOND_FACTOR = False
        client = Client()
        client.force_login(person("keeper", Role.SECRETARIAT))
        return client

    def test_the_admin_says_what_is_wrong_beside_the_field_and_saves_the_rest(
        self, client: Client
    ) -> None:
        page = client.get(add_url("fr", "quai à tempérament"))
        assert "quai à tempérament" in page.content.decode()
        add = reverse(f"{ADMIN}:add")
        wrong = client.post(add, {"names_en": "the, boat", "names_fr": "quai", "is_on": "on"})
        assert "consists of words that search does not look at" in wrong.content.decode()
        assert "quai" in wrong.content.decode()
        sent = {"names_en": "quay, wharf", "names_fr": "quai", "note": "Asked for.", "is_on": "on"}
        assert client.post(add, sent).status_code == 302
        row = Synonyms.objects.get()
        assert (row.names, row.note) == ({"en": ["quay", "wharf"], "fr": ["quai"]}, "Asked for.")
        edit = reverse(f"{ADMIN}:edit", args=[row.pk])
        assert "quay, wharf" in client.get(edit).content.decode()
        del sent["is_on"]
        assert client.post(edit, sent).status_code == 302
        row.refresh_from_db()
        assert not row.is_on
        assert edit in client.get(reverse(f"{ADMIN}:list")).content.decode()

    def test_a_search_that_is_tried_shows_what_else_it_asks_for_and_where_from(
        self, client: Client
    ) -> None:
        row = save(en="hawala", same_as="remittances")
        page = client.get("/en/secretariat/searches/words/?q=the+hawala+of+Zzyx").content.decode()
        assert "envois de fonds" in page
        assert reverse(f"{ADMIN}:edit", args=[row.pk]) in page
        alone = client.get("/en/secretariat/searches/words/?q=Zzyx").content.decode()
        assert "search knows no other name for it" in alone

    def test_a_concept_is_found_by_any_name_and_taken_out_of_use(self, client: Client) -> None:
        here = "/en/secretariat/searches/words/?find=envois+de+fonds"
        assert "Take out of use" in client.get(here).content.decode()
        key = next(key for key in shipped().keys if key == "remittances")
        switch = "/en/secretariat/searches/words/switch/?find=envois+de+fonds"
        sent = {"concept": key, "verb": "off", "key": "one"}
        answer = client.post(switch, sent)
        assert answer.headers["Location"].endswith("?find=envois+de+fonds")
        assert ConceptOff.objects.get().key == key
        page = client.get("/en/secretariat/searches/words/?off=1").content.decode()
        assert "Put in use" in page
        assert "1 concept" in page

    def test_the_list_asks_as_much_of_the_database_whatever_it_shows(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(3):
            save(en=f"hawala {number}", same_as="remittances")
        with django_assert_max_num_queries(8):
            client.get("/en/secretariat/searches/words/")


def test_a_member_of_the_staff_without_the_part_is_kept_out(client: Client) -> None:
    client.force_login(User.objects.create_user("member@example.org", name="Example Member"))
    assert client.get("/en/secretariat/searches/words/").status_code == 403
