"""The forms of a space, of when something closes, and of a topic."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from discussions.models import Space, TopicState, Visibility
from discussions.spaces import subjects
from discussions.spaces.forms.texts import Column, MomentField, TextsForm, interface_languages
from hub import vocabulary
from hub.forms.keyed import KeyedForm

# How many things a topic is about at most.
MOST_SUBJECTS = 10
MARKDOWN = _("A blank line begins a paragraph; **bold**, *italic*, [words](https://address).")


def _objectives() -> list[tuple[int, str]]:
    return [(each.number, f"{each.number}. {each.short()}") for each in vocabulary.objectives()]


class SpaceForm(TextsForm):
    """What a space is called and is for, who takes part, and when."""

    columns = (
        Column("title", pgettext_lazy("a space", "Theme"), 200),
        Column("introduction", _("Introduction"), 20_000, 8, MARKDOWN),
        Column("audience", _("Expected audience"), 500, 2),
    )

    visibility = forms.ChoiceField(
        label=_("Who takes part"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
    )
    may_withhold_names = forms.BooleanField(
        label=_("Authors may ask that only moderators see their name"), required=False
    )
    objectives = forms.TypedMultipleChoiceField(
        label=_("Objectives"),
        choices=_objectives,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that the moderators read"),
        help_text=_("Everybody may write in any language. None chosen means any."),
        choices=interface_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = MomentField(
        label=_("Opens"),
        help_text=_(
            "In Coordinated Universal Time (UTC). Until then only its moderators see it. "
            "Empty means now."
        ),
        required=False,
    )
    closes_at = MomentField(
        label=_("Closes"),
        help_text=_(
            "In Coordinated Universal Time (UTC). Empty means that no end is planned. A later "
            "change needs a reason, which everybody reads."
        ),
        required=False,
    )

    def __init__(self, *args: Any, space: Space | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if space is not None:
            # From here on it is changed with a reason, on a page of its own.
            del self.fields["closes_at"]

    def facts(self) -> dict[str, Any]:
        """What was sent beside the texts, as the actions take it."""
        names = ("original_language", "visibility", "objectives", "languages", "may_withhold_names")
        return {name: self.cleaned_data[name] for name in names}


class ExtendForm(KeyedForm):
    """Another end, and why."""

    closes_at = MomentField(
        label=_("New closing time"),
        help_text=_("In Coordinated Universal Time (UTC). Empty means that no end is planned."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who reads the page reads it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the reason"), choices=interface_languages)


class TopicForm(TextsForm):
    """A question, and what readers should know before they answer."""

    columns = (
        Column("question", _("Question"), 400, 2),
        Column("context", _("Context"), 20_000, 8, MARKDOWN),
    )

    about = forms.CharField(
        label=_("What it is about"),
        help_text=_(
            "Addresses of practices on this hub, one to a line: copy them from your browser."
        ),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 2, "dir": "ltr"}),
    )
    opens_at = MomentField(
        label=_("Opens"),
        help_text=_("In Coordinated Universal Time (UTC). Empty means now."),
        required=False,
    )
    closes_at = MomentField(
        label=_("Closes"),
        help_text=_(
            "In Coordinated Universal Time (UTC). Empty means that no end is planned. A later "
            "change needs a reason, which everybody reads."
        ),
        required=False,
    )
    pinned = forms.BooleanField(label=_("Stands first in the space"), required=False)

    def __init__(self, *args: Any, host: str, state: str = "", **options: Any) -> None:
        """state: of the topic that is edited; "" for a new one."""
        self.host = host
        super().__init__(*args, **options)
        if state:
            del self.fields["pinned"]
        if state not in ("", TopicState.SCHEDULED):
            del self.fields["opens_at"], self.fields["closes_at"]

    def clean_about(self) -> list[tuple[str, str]]:
        """Kind and key of what stands at each address."""
        lines = [line for line in self.cleaned_data["about"].split() if line]
        if len(lines) > MOST_SUBJECTS:
            said = _now("At most %(most)s addresses.") % {"most": MOST_SUBJECTS}
            raise ValidationError(said)
        found = []
        for line in lines:
            subject = subjects.from_address(line, self.host)
            if subject is None:
                said = _now("%(address)s is not the address of a practice on this hub.")
                raise ValidationError(said % {"address": line[:200]})
            found.append(subject)
        return list(dict.fromkeys(found))
