"""The pages of a text, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.richtext import MAX_LENGTH
from practices.fields import Field
from practices.models import PracticeText
from practices.writing import budgets
from practices.writing.forms.section import Answer, SectionForm

_ROWS = {"summary": 6}


class TextForm(SectionForm):
    hints = {
        "title": _("Short, and saying what is done and for whom. Write acronyms out."),
        "summary": _("What was done, where, for whom, and what came of it, in a few sentences."),
        "challenge": _("What was wrong or missing before, and for whom."),
        "activities": _("What was done, step by step, by whom and with what means."),
        "results": _(
            "What changed, and how you know: figures, what migrants and others say, what did "
            "not work."
        ),
        "lessons": _("What you would do again, and what you would do otherwise."),
        "replication": _("What others need to do the same elsewhere, and what stands in the way."),
        "innovation": _("What is new in it that others could take up."),
    }

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        return {each.name: stored.get(each.name, "") for each in self.step.fields}

    def add_controls(self) -> None:
        for each in self.step.fields:
            self.fields[each.name] = self._made(each)

    def said(self, name: str, by: Any) -> str:
        return str(self.cleaned_data[name]).replace("\r\n", "\n")

    def _made(self, each: Field) -> forms.Field:
        language = self.step.language
        attributes: dict[str, Any] = {
            "lang": languages.html_tag(language),
            "dir": languages.direction(language),
        }
        room = budgets.budget(each.name, language)
        if room is not None:
            attributes |= {
                "data-budget": room,
                "data-count": "characters" if budgets.counts_characters(language) else "words",
            }
        # Checked when it was sent, and not by the browser, which would cut what is pasted.
        longest = PracticeText._meta.get_field("title").max_length or 0
        is_title = each.name == "title"
        widget = (
            forms.TextInput(attributes)
            if is_title
            else forms.Textarea({"rows": _ROWS.get(each.name, 10), **attributes})
        )
        limit = MaxLengthValidator(longest if is_title else MAX_LENGTH)
        return forms.CharField(required=False, widget=widget, validators=[limit])

    def answer(self, each: Field) -> Answer:
        answer = super().answer(each)
        written = str(self[each.name].value() or "")
        answer.count = budgets.count(each.name, written, self.step.language)
        return answer
