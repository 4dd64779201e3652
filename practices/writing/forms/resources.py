"""The forms of the page of links and files: one for each thing that can be done there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.files import kinds
from hub.forms.joining import WebAddressField
from hub.forms.keyed import KeyedForm
from practices.writing.forms import choices
from practices.writing.resource_actions import LONGEST_LABEL


def _label(called: Any) -> forms.CharField:
    return forms.CharField(
        label=called,
        max_length=LONGEST_LABEL,
        required=False,
        help_text=_("What a reader finds there, in the language that it is written in."),
        widget=forms.TextInput({"dir": "auto"}),
    )


class _Described(KeyedForm):
    """What is said of a link and of a file alike."""

    language = forms.ChoiceField(
        label=_("Language"), choices=choices.any_language_or_none, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        # A file or a row of an import may be in a language that the list does not have.
        own = str(self.initial.get("language") or "")
        field = self.fields["language"]
        if own and not field.valid_value(own):  # type: ignore[attr-defined]  # a ChoiceField
            field.choices = [*choices.any_language_or_none(), (own, own)]  # type: ignore[attr-defined]  # as above


class LinkForm(_Described):
    url = WebAddressField(label=_("Address"))
    label = _label(_("Name of the link"))
    field_order = ("url", "label", "language")


class FileForm(_Described):
    """A new file; without a script it comes with the form."""

    file = forms.FileField(label=_("File"), max_length=1_000)
    label = _label(_("Name of the file"))
    field_order = ("file", "label", "language")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        file = self.fields["file"]
        file.help_text = kinds.allowed()
        file.widget.attrs["accept"] = kinds.accept()
        file.error_messages["empty"] = _("The file is empty.")


class FileWordsForm(_Described):
    """What is said of a file that is there."""

    label = _label(_("Name of the file"))
    field_order = ("label", "language")
