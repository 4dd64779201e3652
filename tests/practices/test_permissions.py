"""Each permission and its queryset twin give the same answer, whoever asks about whatever."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from hub.actions import system
from hub.models import Organisation
from hub.querysets import Viewer
from practices.actions import publish_practice, publish_text, withdraw_practice, withdraw_text
from practices.indexing import PracticeSource
from practices.models import Practice, PracticeText
from practices.permissions import (
    can_confirm,
    can_delete_draft,
    can_edit_practice,
    can_translate,
    can_view_draft,
    can_view_practice,
    can_view_text,
    can_write,
)

from .library import drafted, imported, member_of, organisation, person, published, text_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewers() -> dict[str, Viewer]:
    body = organisation("Example Harbour Board")
    former = member_of(body, "former")
    former.memberships.update(ended_at="2026-01-01T00:00Z")
    return {
        "visitor": AnonymousUser(),
        "stranger": person("stranger"),
        "member": member_of(body, "member"),
        "focal point": member_of(body, "focal", "focal-point"),
        "former member": former,
        "member elsewhere": member_of(organisation("Another Example"), "elsewhere"),
        "member of a declined body": member_of(
            organisation("Declined Example", verification="declined"), "declined"
        ),
        "screener": person("screener", "screener"),
        "moderator": person("moderator", "moderator"),
        "translator": person("translator", "translator"),
        "secretariat": person("secretary", "secretariat"),
        "superuser": person("root", is_superuser=True),
    }


@pytest.fixture
def practices(viewers: dict[str, Viewer]) -> dict[str, Practice]:
    """One in each state, of the viewers' organisation or of nobody."""
    body = viewers["member"].organisation_set.get()  # type: ignore[union-attr]  # a person
    made = {"public": published(body), "of nobody": published(), "imported": imported()}
    made["draft"], _text = drafted(body)
    made["of a declined body"], _text = drafted(Organisation.objects.get(verification="declined"))
    made["facts only"], _text = drafted(body)
    publish_practice(by=system, practice=made["facts only"])
    made["text only"], text = drafted(body)
    publish_text(by=system, text=text)
    made["withdrawn"] = published(body)
    withdraw_practice(by=system, practice=made["withdrawn"])
    made["its text withdrawn"] = published(body)
    withdraw_text(by=system, text=made["its text withdrawn"].texts.get())
    made["in review"], _text = drafted(body)
    Practice.objects.filter(pk=made["in review"].pk).update(state="in-review")
    made["accepted"], _text = drafted(body)
    Practice.objects.filter(pk=made["accepted"].pk).update(state="accepted")
    text_in("fr", made["public"])
    text_in("ar", made["of nobody"])
    return {state: Practice.objects.get(pk=each.pk) for state, each in made.items()}


def test_permissions_and_querysets_agree_about_every_viewer_and_practice(
    viewers: dict[str, Viewer], practices: dict[str, Practice]
) -> None:
    for who, viewer in viewers.items():
        visible = set(Practice.objects.visible_to(viewer))
        editable = set(Practice.objects.editable_by(viewer))
        writable = set(Practice.objects.writable_by(viewer))
        translatable = set(Practice.objects.translatable_by(viewer))
        deletable = set(Practice.objects.deletable_by(viewer))
        confirmable = set(Practice.objects.confirmable_by(viewer))
        drafts = set(Practice.objects.drafts_visible_to(viewer))
        texts = set(PracticeText.objects.visible_to(viewer))
        for state, practice in practices.items():
            assert can_view_practice(viewer, practice) is (practice in visible), (who, state)
            assert can_edit_practice(viewer, practice) is (practice in editable), (who, state)
            assert can_write(viewer, practice) is (practice in writable), (who, state)
            assert can_translate(viewer, practice) is (practice in translatable), (who, state)
            assert can_delete_draft(viewer, practice) is (practice in deletable), (who, state)
            assert can_confirm(viewer, practice) is (practice in confirmable), (who, state)
            assert can_view_draft(viewer, practice) is (practice in drafts), (who, state)
            for text in practice.texts.all():
                assert can_view_text(viewer, text) is (text in texts), (who, state, text.language)


ALL = {
    "public", "of nobody", "imported", "draft", "facts only", "text only", "withdrawn",
    "its text withdrawn", "of a declined body", "in review", "accepted",
}  # fmt: skip
PUBLIC = {"public", "of nobody", "imported"}
OWN = ALL - {"of nobody", "imported", "of a declined body"}


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("visitor", PUBLIC, set()),
        ("stranger", PUBLIC, set()),
        ("former member", PUBLIC, set()),
        ("member elsewhere", PUBLIC, set()),
        ("member of a declined body", PUBLIC | {"of a declined body"}, set()),
        ("screener", PUBLIC, set()),
        ("translator", PUBLIC, set()),
        ("member", OWN | PUBLIC, OWN),
        ("focal point", OWN | PUBLIC, OWN),
        ("secretariat", ALL, ALL),
        ("superuser", ALL, ALL),
    ],
)
def test_who_sees_and_edits_what(
    who: str,
    sees: set[str],
    edits: set[str],
    viewers: dict[str, Viewer],
    practices: dict[str, Practice],
) -> None:
    visible = Practice.objects.visible_to(viewers[who])
    editable = Practice.objects.editable_by(viewers[who])
    assert {state for state, each in practices.items() if each in visible} == sees
    assert {state for state, each in practices.items() if each in editable} == edits


def test_what_may_be_found_is_what_a_visitor_may_read(practices: dict[str, Practice]) -> None:
    source = PracticeSource()
    public = set(Practice.objects.visible_to(AnonymousUser()))
    assert set(source.indexable()) == public
    assert {each for each in practices.values() if source.is_indexable(each)} == public
    documents = {document.object_id: document for document in source.documents()}
    assert set(documents) == {practice.pk for practice in public}
    languages = {text.language for text in documents[practices["public"].pk].texts}
    assert languages == {"en"}
