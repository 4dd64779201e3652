"""The forms with which one writes and edits a post."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.models import Capacity, Post, PostDraft, Topic
from discussions.posting import speaking, texts
from hub import languages
from hub.actions import Refused
from hub.forms.keyed import KeyedForm
from hub.models import Organisation, User
from practices.writing.forms import choices


class TextField(forms.CharField):
    """The box for a text; what is wrong with it is said as the actions say it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            strip=False,
            widget=forms.Textarea({"dir": "auto", "rows": 6}),
            **options,
        )

    def clean(self, value: Any) -> str:
        try:
            return texts.tidy(str(value or ""))
        except Refused as refusal:
            raise forms.ValidationError(list(refusal.messages.values())) from refusal


class _WritingForm(KeyedForm):
    source = TextField(label=gettext_lazy("Your post"))
    language = forms.CharField(
        label=gettext_lazy("Language in which you write"), required=False, max_length=35
    )

    def clean_language(self) -> str:
        """The code; "" where it is to be recognised."""
        said: str = self.cleaned_data["language"]
        if not said.strip():
            return ""
        try:
            return texts.language_code(said)
        except Refused as refusal:
            raise forms.ValidationError(list(refusal.messages.values())) from refusal

    @property
    def language_code(self) -> str:
        """The language chosen, else the one that the text seems to be in."""
        chosen: str = self.cleaned_data.get("language", "")
        return chosen or texts.recognised(
            self.cleaned_data.get("source", ""), languages.current().code
        )

    @property
    def language_options(self) -> SafeString:
        """What the list of languages offers, as `option` elements."""
        return _language_options(languages.current().code, str(self["language"].value() or ""))


class ReplyForm(_WritingForm):
    """A new post. drafts and scripts name the fields as this form does: `source`, `language`,
    `parent`, `draft`, `capacity`, `organisation`, `name_withheld`."""

    parent = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    capacity = forms.CharField(
        label=gettext_lazy("You speak"), required=False, max_length=12, initial=Capacity.PERSONAL
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("It stands beside your name."),
        required=False,
        max_length=18,
    )
    name_withheld = forms.BooleanField(
        label=gettext_lazy("Withhold my name: only moderators see it"), required=False
    )

    def __init__(
        self,
        *args: Any,
        topic: Topic,
        author: User,
        moderates: bool | None = None,
        answers: bool = False,
        **options: Any,
    ) -> None:
        options.setdefault("auto_id", "reply-%s")
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.topic, self.author, self.moderates = topic, author, moderates
        if answers:
            self.fields["source"].label = _("Your reply")
        # A post that is published needs no look at its topic here: the action looks.
        if not self.is_bound or "name_withheld" in self.data:
            self.fit_topic()

    def fit_topic(self) -> None:
        """Leave out what the space does not allow; before the form is shown."""
        if "name_withheld" in self.fields and not self.topic.space.may_withhold_names:
            del self.fields["name_withheld"]

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Those that may stand beside the author's name; asked where they are shown or named."""
        return list(speaking.organisations_of(self.author).only("pk", "name"))

    @cached_property
    def capacities(self) -> list[Capacity]:
        return speaking.capacities_of(
            self.author,
            self.topic,
            has_organisation=bool(self.organisations),
            moderates=self.moderates,
        )

    @property
    def capacity_options(self) -> SafeString:
        offered = [(each.value, str(each.label)) for each in self.capacities]
        return options(offered, str(self["capacity"].value() or Capacity.PERSONAL))

    @property
    def organisation_options(self) -> SafeString:
        offered = [
            ("", _("No organisation")),
            *((str(each.pk), each.name) for each in self.organisations),
        ]
        return options(offered, str(self["organisation"].value() or ""))

    def clean_organisation(self) -> Organisation | None:
        said = self.cleaned_data["organisation"]
        if not said:
            return None
        for each in self.organisations:
            if str(each.pk) == said:
                return each
        raise forms.ValidationError(_("You cannot name this organisation beside your post."))

    def clean_parent(self) -> Post | None:
        pk = self.cleaned_data["parent"]
        return Post(pk=min(pk, 2**63 - 1)) if pk else None

    def clean_draft(self) -> PostDraft | None:
        pk = self.cleaned_data["draft"]
        return PostDraft(pk=pk) if pk else None

    @property
    def payload(self) -> dict[str, Any]:
        """What `actions.save_draft` takes of a form that was sent, however incomplete."""
        cleaned = self.cleaned_data
        return {
            "source": str(self.data.get("source") or ""),
            "language": cleaned.get("language") or "",
            "parent": cleaned.get("parent"),
            "organisation": cleaned.get("organisation"),
            "capacity": cleaned.get("capacity") or Capacity.PERSONAL,
            "name_withheld": cleaned.get("name_withheld", False),
        }


class EditForm(_WritingForm):
    """Another wording of a post that can be read. seen: the version that its author changed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


SELECTED = SafeString(" selected")


def options(offered: list[tuple[str, str]], chosen: str) -> SafeString:
    """`option` elements; much faster than a widget's."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", label) for value, label in offered),
    )


@lru_cache(maxsize=256)
def _language_options(inside: str, chosen: str) -> SafeString:
    official = choices.official()
    label, offered = choices.any_language()[-1]
    others = list(offered)
    if chosen and all(code != chosen for code, _name in [*official, *others]):
        others.append((chosen, languages.language_name(chosen, inside)))
    return format_html(
        '{}{}<optgroup label="{}">{}</optgroup>',
        options([("", _("Recognise it from the text"))], ""),
        options(official, chosen),
        label,
        options(others, chosen),
    )
