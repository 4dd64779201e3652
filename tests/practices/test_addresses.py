"""The address of a practice: given once, changed by hand, and never anybody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from hub.actions import Refused, system
from hub.models import User
from practices import slugs
from practices.actions import (
    change_address,
    publish_practice,
    publish_text,
    save_draft,
    save_text,
    withdraw_practice,
)
from practices.models import PracticeText, SlugRedirect

from .library import (
    drafted,
    published,
)

pytestmark = pytest.mark.django_db


def test_an_address_that_another_took_a_moment_ago_comes_back_as_an_error_of_the_field(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = published()
    practice, _text = drafted()
    # As when the other one committed after this one had looked.
    monkeypatch.setattr(slugs.Addresses, "take", lambda self, slug: taken.slug)
    with pytest.raises(Refused) as refused:
        publish_practice(by=system, practice=practice)
    assert set(refused.value.messages) == {"slug"}


def test_the_first_publication_sets_the_address_and_no_later_one_changes_it(
    secretary: User,
) -> None:
    practice = published()
    assert practice.slug == "permits-at-the-quay"
    text = practice.texts.get()
    save_text(by=secretary, text=text, content={"title": "Another title"})
    publish_text(by=secretary, text=text)
    publish_practice(by=secretary, practice=practice)
    practice.refresh_from_db()
    assert practice.slug == "permits-at-the-quay"
    assert published().slug == "permits-at-the-quay-2"


@pytest.mark.parametrize(
    ("import_id", "titles", "slug"),
    [
        ("Some.Source:12", {"en": "Unused"}, "some-source-12"),
        (None, {"ar": "تصاريح", "en": "Work permits"}, "work-permits"),
        (None, {"ar": "تصاريح عمل", "fr": "Permis"}, "تصاريح-عمل"),
        (None, {"ar": "؟!", "fr": "Permis"}, "permis"),
        (None, {"ar": "؟!"}, "practice"),
        (None, {"en": "word " * 60}, ("word-" * 20)[:-1]),
        (None, {"en": "x" * 150}, "x" * 100),
    ],
)
def test_an_address_is_made_of_the_id_else_the_english_title_else_the_original(
    import_id: str | None, titles: dict[str, str], slug: str
) -> None:
    texts = [PracticeText(language=code, title=title) for code, title in titles.items()]
    assert slugs.proposed(import_id, texts, original="ar") == slug


def test_a_changed_address_leads_on_and_an_old_one_is_nobody_elses(secretary: User) -> None:
    practice, other = published(), published()
    old = practice.slug
    assert change_address(by=secretary, practice=practice, slug="Harbour Permits!") == {
        "slug": "harbour-permits"
    }
    answer = Client().get(f"/fr/practices/{old}/")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/practices/harbour-permits/")
    for taken in (old, "harbour-permits", "new", "؟"):
        with pytest.raises(Refused) as refused:
            change_address(by=secretary, practice=other, slug=str(taken))
        assert set(refused.value.messages) == {"slug"}
    # Its own old one may come back.
    change_address(by=secretary, practice=practice, slug=str(old))
    assert list(SlugRedirect.objects.values_list("slug", flat=True)) == ["harbour-permits"]
    withdraw_practice(by=secretary, practice=practice)
    assert Client().get("/en/practices/harbour-permits/").status_code == 404


def test_a_draft_begun_before_the_address_changed_does_not_bring_the_old_one_back(
    secretary: User,
) -> None:
    practice = published()
    save_draft(by=secretary, practice=practice, content={"start_year": 2001})
    change_address(by=secretary, practice=practice, slug="moved")
    publish_practice(by=secretary, practice=practice)
    practice.refresh_from_db()
    assert (practice.slug, practice.start_year) == ("moved", 2001)
