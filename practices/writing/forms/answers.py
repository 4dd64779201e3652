"""What the submitter says to the screening after a decision."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from hub.forms.keyed import KeyedForm
from practices.writing.forms.section import LONGEST_ANSWER


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "dir": "auto"})


class AnswerForm(KeyedForm):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("Why it is right as it is, or what you have done. Those who judge it read it."),
        validators=[MaxLengthValidator(LONGEST_ANSWER)],
        widget=_words(5),
        error_messages={"required": _("Write an answer.")},
    )


class ReconsiderForm(KeyedForm):
    reason = forms.CharField(
        label=_("What others should look at again"),
        help_text=_("Say what you think was overlooked or misread. The new reviewers read it."),
        validators=[MaxLengthValidator(LONGEST_ANSWER)],
        widget=_words(8),
        error_messages={"required": _("Say what others should look at again.")},
    )
