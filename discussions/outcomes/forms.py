"""Forms about what is published: corrections, reports of misquotations, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.models import Outcome, OutcomeParagraph
from discussions.outcomes import composing, wording
from discussions.outcomes.correcting import LONGEST_SAID
from hub import languages
from hub.actions import Refused
from hub.forms.keyed import Answer, KeyedForm

# Where the page says what an action refuses of what has no field of its own.
_PLACES = {"posts": "adding"}


def _language_choices() -> list[tuple[str, str]]:
    reader = languages.current().code
    return [(code, languages.language_name(code, reader)) for code in languages.CODES]


def _words(language: str, text: str, *, is_original: bool) -> forms.CharField:
    """A text in one language, written in its own direction."""
    reader = languages.current().code
    attributes = {
        "lang": languages.html_tag(language),
        "dir": languages.direction(language),
        "rows": 6,
    }
    return forms.CharField(
        label=languages.language_name(language, reader),
        required=is_original,
        initial=text,
        strip=False,
        widget=forms.Textarea(attributes),
    )


class CorrectionForm(KeyedForm):
    """A paragraph of a published outcome in all languages, and what it rests on; without a
    paragraph, what changed as a result."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    adding = forms.CharField(
        label=gettext_lazy("Posts to add, by number or address"), required=False, max_length=2_000
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        help_text=gettext_lazy("For the log, which moderators read."),
        max_length=LONGEST_SAID,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self, *args: Any, outcome: Outcome, paragraph: OutcomeParagraph | None, **options: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.outcome, self.paragraph = outcome, paragraph
        content = wording.paragraph_content(paragraph) if paragraph else wording.content_of(outcome)
        texts = content["texts"] if paragraph else content["changed"]
        self.posts: list[int] = content["posts"] if paragraph else []
        own = outcome.original_language
        order = [own, *(code for code in languages.CODES if code != own)]
        self.codes = [*order, *(code for code in texts if code not in order)]
        for code in self.codes:
            self.fields[f"text-{code}"] = _words(code, texts.get(code, ""), is_original=code == own)
        self.fields["seen"].initial = outcome.number
        if paragraph is None:
            del self.fields["adding"]

    @property
    def boxes(self) -> list[Any]:
        """The fields of the texts, the original first."""
        return [self[f"text-{code}"] for code in self.codes]

    @property
    def original(self) -> Any:
        return self.boxes[0]

    @property
    def translations(self) -> list[Any]:
        return self.boxes[1:]

    @property
    def dropping(self) -> list[int]:
        sent: Any = self.data
        return [composing.number_in(each) for each in sent.getlist("drop")] if sent else []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = cleaned.get("adding", "")
        found, unknown = composing.find_posts(self.outcome.topic, [typed])[0]
        if unknown:
            said = _("There is no post that can be read here under: %(numbers)s.")
            self.add_error("adding", said % {"numbers": _(", ").join(unknown)})
        kept = [post for post in self.posts if post not in self.dropping]
        cleaned["posts"] = list(dict.fromkeys([*kept, *found])) if self.paragraph else None
        cleaned["texts"] = {
            code: cleaned.get(f"text-{code}", "").replace("\r\n", "\n") for code in self.codes
        }
        return cleaned

    def carry_out(self, run: Callable[..., Answer], **payload: Any) -> Answer | None:
        """What is refused of the posts stands beside the field in which they are named."""

        def placed(**given: Any) -> Answer:
            try:
                return run(**given)
            except Refused as refused:
                wrong = {_PLACES.get(name, name): said for name, said in refused.messages.items()}
                raise Refused(wrong) from refused

        return super().carry_out(placed, **payload)


class ReportForm(KeyedForm):
    said = forms.CharField(
        label=gettext_lazy("What is misread"),
        help_text=gettext_lazy("Say what you meant, and how the paragraph should put it."),
        max_length=LONGEST_SAID,
        widget=forms.Textarea({"rows": 6}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        language: Any = self.fields["language"]
        language.choices = _language_choices()
        language.initial = languages.current().code


class AnswerForm(CorrectionForm):
    """A correction, or the reason why nothing is changed."""

    answer = forms.CharField(
        label=gettext_lazy("What you tell the contributor"),
        help_text=gettext_lazy("Needed where nothing is changed."),
        required=False,
        max_length=LONGEST_SAID,
        widget=forms.Textarea({"rows": 4}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["reason"]
        language: Any = self.fields["language"]
        language.choices = _language_choices()
        language.initial = languages.current().code
