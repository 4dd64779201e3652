"""The forms of who is in a space."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.models import Space, TopicState
from discussions.spaces.forms.texts import interface_languages
from discussions.spaces.texts import topic_text
from hub.forms.keyed import KeyedForm


class InviteForm(KeyedForm):
    """Whom to ask, to what, in which language and with which words."""

    emails = forms.CharField(
        label=_("Mail addresses"),
        help_text=_("One to a line, or with commas between them. Each gets a mail of its own."),
        max_length=20_000,
        widget=forms.Textarea({"rows": 5, "dir": "ltr", "autocomplete": "off"}),
    )
    topic = forms.ChoiceField(
        label=_("Topic"),
        help_text=_("The mail asks its question, and its link opens it."),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=interface_languages)
    message = forms.CharField(
        label=_("Your words"),
        help_text=_("They stand in the mail as you write them."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, space: Space, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = space.topics.exclude(state=TopicState.ARCHIVED).order_by("-number")
        self.topics = {str(each.pk): each for each in topics.prefetch_related("texts")}
        self.fields["topic"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("None: the space as a whole")),
            *((pk, topic_text(each).text.question) for pk, each in self.topics.items()),
        ]

    def clean_emails(self) -> list[str]:
        text = self.cleaned_data["emails"]
        for sign in ",;،、，；":
            text = text.replace(sign, " ")
        return list(text.split())


class PersonForm(KeyedForm):
    """Somebody with an account, by their mail address."""

    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("Of an account that exists. Others you invite by mail."),
        max_length=254,
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
    )
    part = forms.ChoiceField(
        label=_("Part in the space"),
        choices=[("member", _("Member")), ("moderator", _("Moderator"))],
        initial="member",
        widget=forms.RadioSelect,
    )


class OrganisationForm(KeyedForm):
    """An organisation by its name, or by the choice among those that a name found."""

    organisation = forms.CharField(
        label=_("Organisation"),
        help_text=_("Its name, or the beginning of it."),
        max_length=250,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
