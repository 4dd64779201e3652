"""The forms about people: one's own account, and the roles that the secretariat gives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.forms.keyed import KeyedForm
from hub.forms.names import NameField
from hub.models import Role, User
from hub.querysets import Viewer


class ProfileForm(KeyedForm):
    name = NameField(
        label=_("Your name"),
        help_text=_("As others see it beside what you write."),
        max_length=150,
        autocomplete="name",
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the mails that you get, and of these pages when you save."),
        choices=[(language.code, language.name) for language in languages.LANGUAGES],
    )


class RoleForm(KeyedForm):
    """One of the buttons beside a person."""

    person = forms.ModelChoiceField(User.objects.none())
    role = forms.ChoiceField(choices=Role.choices)
    verb = forms.ChoiceField(choices=[("give", "give"), ("take", "take")])

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = User.objects.appointable_by(viewer)
