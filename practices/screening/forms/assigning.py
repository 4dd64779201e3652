"""Who reviews what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms.keyed import KeyedForm
from hub.models import User


def person_named(person: User) -> str:
    return person.get_full_name()


class PeopleField(forms.ModelMultipleChoiceField):
    """People to tick; the page writes what it knows of each beside the name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return person_named(obj)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return person_named(obj)


class AssignForm(KeyedForm):
    """Reviewers for one round."""

    reviewers = PeopleField(label=_("Reviewers"), queryset=User.objects.none(), required=False)
    reason = forms.CharField(
        label=_("Why fewer than one reviewer of the United Nations and two others judge it"),
        help_text=_("Only where that cannot be. The submitter and the public read it."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"dir": "auto", "rows": 2}),
    )

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reviewers"].queryset = User.objects.filter(  # type: ignore[attr-defined]  # a ModelChoiceField
            pk__in=[person.pk for person in people]
        )


class FewerForm(KeyedForm):
    """Why fewer reviewers than the rule says judge a round."""

    reason = AssignForm.base_fields["reason"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = True


class OneReviewerForm(KeyedForm):
    """One reviewer: in somebody's place, or one more."""

    reviewer = PersonField(label=_("Reviewer"), queryset=User.objects.none(), empty_label="")

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reviewer"].queryset = User.objects.filter(  # type: ignore[attr-defined]  # as above
            pk__in=[person.pk for person in people]
        )
