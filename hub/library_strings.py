"""Strings of libraries that are shown on our pages.

Their own catalogues lack some of them in some of the six languages. Named here they are read into
ours like every other string, and ours is asked first. django-allauth shows none: its labels,
errors, messages and mails are the hub's own (`hub.accounts`, `hub.forms.accounts`).
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

STRINGS = (
    # Wagtail, to who leaves the admin or has no right to it
    _("You do not have permission to access the admin."),
    _("You have been successfully logged out."),
    # Django's forms
    _("This field is required."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Enter a valid value."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Null characters are not allowed."),
    _("Enter a valid date."),
    _("Enter a whole number."),
)
PLURALS = (
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
