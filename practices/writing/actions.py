"""What writers do to a draft beside writing: begin it, mark it, move it, throw it away."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hub import languages, vocabulary
from hub.actions import Act, Refused, action
from hub.models import Organisation
from practices import fields
from practices.actions import add_text, save_draft, start_practice
from practices.actions.import_rows import Themes
from practices.models import (
    OrganisationPart,
    Practice,
    PracticeText,
    RoundText,
    TextOrigin,
)
from practices.permissions import can_delete_draft, can_write

ANSWERS = ("yes", "partly", "no")
LONGEST_NOTE = 2_000


@action("practice.begin")
def begin_practice(
    act: Act, *, organisation: Organisation | None, language: str, title: str
) -> dict[str, Any]:
    """A new practice with its first text, which has a title only; the organisation carries it out
    until the writer says otherwise. Answers `{"practice": 7, "text": 3}`."""
    content: dict[str, Any] = {}
    if organisation is not None:
        content["organisations"] = [
            {
                "part": OrganisationPart.IMPLEMENTING,
                "name": organisation.name,
                "language": organisation.name_language,
                "kind": organisation.kind,
                "organisation": organisation.pk,
                "position": 0,
            }
        ]
    begun = start_practice(
        by=act.by, original_language=language, organisation=organisation, content=content
    )
    practice = Practice.objects.get(pk=begun["practice"])
    written = add_text(by=act.by, practice=practice, language=language, content={"title": title})
    act.details = {"practice": practice.pk}
    return {"practice": practice.pk, "text": written["text"]}


@action("practice.name-themes")
def name_themes(act: Act, *, names: list[str], language: str) -> dict[str, Any]:
    """Themes of these names, found or made; case makes no difference within a language. Answers
    `{"themes": [4, 9]}`, in the order of the names."""
    act.require(bool(act.user.is_authenticated))
    themes = Themes()
    themes.prepare((name, language) for name in names)
    return {"themes": [themes.get(name, language).pk for name in names]}


@action("practice.mark-section")
def mark_section(act: Act, *, practice: Practice, section: str, done: bool) -> dict[str, Any]:
    """Say that a page of the form is done, or is not. section: `place`, `fr/summary`. Answers
    `{"changed": true}`."""
    row = _locked(practice)
    act.require(can_write(act.user, row))
    language, slash, key = section.rpartition("/")
    try:
        of_text = fields.section(key).of_text
    except fields.UnknownField as error:
        raise Refused(_("There is no such section.")) from error
    if of_text is not bool(slash) or (
        language and not row.texts.filter(language=language).exists()
    ):  # fmt: skip
        raise Refused(_("There is no such section."))
    marked = [each for each in row.sections_done if each != section]
    if done:
        marked.append(section)
    if changed := (section in row.sections_done) is not done:
        Practice.objects.filter(pk=row.pk).update(sections_done=marked)
    return {"changed": changed}


@action("practice.text-language")
def change_text_language(act: Act, *, text: PracticeText, language: str) -> dict[str, Any]:
    """A text that nobody has read yet is in another language than was said; where it is the
    original, so is the practice. Answers `{"language": "fr"}`."""
    row = PracticeText.objects.select_related("practice").select_for_update().get(pk=text.pk)
    practice = _locked(row.practice)
    act.require(can_write(act.user, practice))
    try:
        code = languages.normalise(language)
    except ValueError as error:
        raise Refused({"language": _("This is no language.")}) from error
    if code == row.language:
        return {"language": code}
    name = languages.language_in_sentence(code, languages.current().code)
    if practice.texts.filter(language=code).exists():
        raise Refused({"language": _("There is a text in %(language)s.") % {"language": name}})
    if row.first_published_at or RoundText.objects.filter(text=row).exists():
        raise Refused({"language": _("It was submitted or published in this language.")})
    before = row.language
    PracticeText.objects.filter(pk=row.pk).update(language=code)
    done = [
        f"{code}/{each.partition('/')[2]}" if each.startswith(f"{before}/") else each
        for each in practice.sections_done
    ]
    changed: dict[str, Any] = {"sections_done": done}
    if practice.original_language == before:
        changed["original_language"] = code
    Practice.objects.filter(pk=practice.pk).update(**changed)
    if "original_language" in changed:
        save_draft(by=act.by, practice=practice, content={"original_language": code})
    act.details = {"practice": practice.pk, "from": before, "to": code}
    return {"language": code}


@action("practice.self-check")
def save_self_check(
    act: Act, *, practice: Practice, answers: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Keep what its people say of each criterion: `{"relevant": {"answer": "yes", "note": ""}}`.
    Criteria that are left out stay as they are."""
    row = _locked(practice)
    act.require(can_write(act.user, row))
    known = {criterion.key for criterion in vocabulary.criteria()}
    kept = dict(row.self_check)
    for key, said in answers.items():
        if key not in known or said.get("answer") not in ("", *ANSWERS):
            raise Refused({key: _("This is no answer.")})
        kept[key] = {"answer": said["answer"], "note": said.get("note", "")[:LONGEST_NOTE]}
    Practice.objects.filter(pk=row.pk).update(self_check=kept)
    return {"changed": kept != row.self_check}


@action("practice.delete-draft")
def delete_draft(act: Act, *, practice: Practice) -> dict[str, Any]:
    """Throw away a draft that was never submitted, with its texts, for good."""
    row = _locked(practice)
    act.require(can_delete_draft(act.user, row))
    act.details = {"practice": row.pk, "texts": list(row.texts.values_list("language", flat=True))}
    row.texts.all().delete()
    row.delete()
    act.changed("practice", act.details["practice"])
    return {"practice": act.details["practice"]}


@action("practice.add-language")
def add_language(
    act: Act, *, practice: Practice, language: str, title: str, translated: bool
) -> dict[str, Any]:
    """A text in one more language. translated: whether it is made from the original, so that it
    says when that has changed. Answers as `practices.actions.add_text`."""
    act.require(can_write(act.user, practice))
    origin = TextOrigin.HUMAN if translated else TextOrigin.AUTHOR
    return add_text(
        by=act.by,
        practice=practice,
        language=language,
        content={"title": title, "origin": origin},
    )


def _locked(practice: Practice) -> Practice:
    return Practice.objects.select_for_update().get(pk=practice.pk)
