"""The forms of organisations, of their people, and of the ways in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from hub import languages, vocabulary
from hub.actions.joining_organisations import FACTS, VERIFIED_FACTS
from hub.forms.keyed import KeyedForm
from hub.forms.names import NameField
from hub.models import Membership, MembershipRole, Organisation
from hub.permissions import can_give_role
from hub.querysets import Viewer


class WebAddressField(forms.URLField):
    """An address on the web; one without `https://` gets it."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **options: Any) -> None:
        widget = forms.URLInput({"dir": "ltr", "autocomplete": "url"})
        super().__init__(assume_scheme="https", max_length=500, widget=widget, **options)


def _languages() -> list[tuple[str, str]]:
    return [(language.code, language.name) for language in languages.LANGUAGES]


def _kinds() -> list[tuple[str, str]]:
    return [("", ""), *((kind.key, kind.name()) for kind in vocabulary.stakeholder_kinds())]


def _countries() -> list[tuple[str, str]]:
    return [("", ""), *((country.key, country.name()) for country in vocabulary.countries())]


class FactsForm(KeyedForm):
    """What the hub says about an organisation."""

    name = NameField(
        label=_("Name of the organisation"),
        help_text=_("As it writes it itself."),
        max_length=250,
        autocomplete="organization",
    )
    name_language = forms.ChoiceField(
        label=_("Language of the name"),
        choices=_languages,
    )
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=_kinds)
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("Leave it empty for a body that belongs to no one country."),
        choices=_countries,
        required=False,
    )
    website = WebAddressField(label=_("Website"), required=False)

    def facts(self) -> dict[str, str]:
        """What was sent of the facts, as the actions take it."""
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}


class CorrectionForm(FactsForm):
    """As `FactsForm`, without what only the secretariat corrects in a verified organisation."""

    def __init__(self, *args: Any, organisation: Organisation, whole: bool, **options: Any) -> None:
        facts = [name for name in self.base_fields if name != "key"]
        options["initial"] = {name: getattr(organisation, name) for name in facts}
        super().__init__(*args, **options)
        own = organisation.name_language
        if own not in languages.CODES:
            name = languages.language_name(own, languages.current().code)
            choices = [*_languages(), (own, name)]
            self.fields["name_language"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if not whole:
            for name in VERIFIED_FACTS:
                del self.fields[name]


class EvidenceForm(KeyedForm):
    """What shows that somebody belongs to an organisation."""

    evidence = forms.CharField(
        label=_("How can one see that you belong to it?"),
        help_text=_(
            "Your part in it, and where that can be checked: a page that names you, a mail address "
            "of the organisation, somebody there who can confirm it."
        ),
        max_length=4000,
        widget=forms.Textarea({"dir": "auto"}),
    )
    link = WebAddressField(label=_("A page that shows it"), required=False)


class RegistrationForm(EvidenceForm, FactsForm):
    """A new organisation, with evidence."""

    field_order = ["name", "name_language", "kind", "country", "website", "evidence", "link"]


class _RoleForm(KeyedForm):
    """Any form that gives a role offers those that the viewer may give."""

    role = forms.ChoiceField(
        label=_("Part in the organisation"),
        help_text=_(
            "A member drafts. A deputy and a focal point also submit, invite and decide; a focal "
            "point answers for the organisation and hands that over."
        ),
        initial=MembershipRole.MEMBER,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, viewer: Viewer, organisation: Organisation, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (role.value, role.label)
            for role in MembershipRole
            if can_give_role(viewer, organisation, role)
        ]


class InvitationForm(_RoleForm):
    """Whom to ask in, as what, in which language, and what it is about."""

    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("The invitation can be accepted with this address only."),
        max_length=254,
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=_languages,
    )
    page = forms.CharField(
        label=_("Page that it is about"),
        help_text=_("Who accepts comes to this page. Copy its address from your browser."),
        required=False,
        max_length=500,
        widget=forms.TextInput({"dir": "ltr", "inputmode": "url"}),
    )
    field_order = ["email", "role", "language", "page"]

    def __init__(self, *args: Any, host: str, **options: Any) -> None:
        self.host = host
        super().__init__(*args, **options)

    def clean_page(self) -> str:
        """The path of an address on this site, however much of it was copied."""
        value: str = self.cleaned_data["page"].strip()
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = None
        own = {self.host, urlsplit(settings.HUB_BASE_URL).netloc, ""}
        if parts is None or parts.netloc not in own or (value and not parts.path.startswith("/")):
            raise forms.ValidationError(_("This is no address on this site."))
        return parts.path + (f"?{parts.query}" if parts.query else "")


class RoleForm(_RoleForm):
    """What somebody is in the organisation from now on."""


class HandOverForm(KeyedForm):
    """To whom a focal point hands its part."""

    to = forms.ModelChoiceField(
        label=_("New focal point"), queryset=Membership.objects.none(), empty_label=""
    )

    def __init__(self, *args: Any, others: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        field.queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = (  # type: ignore[attr-defined]  # as above
            lambda membership: membership.user.get_full_name()
        )


class DecisionForm(KeyedForm):
    """Yes or no, with a reason; a no needs one."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[],
        # Else browsers announce a choice that nobody has made yet as wrong.
        widget=forms.RadioSelect({"aria-invalid": "false"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person who asked reads it. Needed where you decline."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"dir": "auto"}),
    )

    def __init__(self, *args: Any, yes: Any, no: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("accept", yes), ("decline", no)]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["decision"] == "accept")


class JoinDecisionForm(DecisionForm, _RoleForm):
    """As `DecisionForm`, with the part that the person gets."""

    field_order = ["decision", "role", "reason"]
