"""Strings of libraries that are shown on our pages.

Their own catalogues lack some of them in some of the six languages. Named here they are read into
ours like every other string, and ours is asked first.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

STRINGS = (
    # django-allauth
    _("A user is already registered with this email address."),
    _("Be patient, you are sending too many requests."),
    _("Code"),
    _("Email"),
    _("Email address"),
    _("Incorrect code."),
    _("Invalid login."),
    _("Invalid or expired key."),
    _("Please type your current password."),
    _("Remember Me"),
    _("The email address is not assigned to any user account."),
    _("The new value must be different from the current one."),
    _("This account is currently inactive."),
    _("Too many failed login attempts. Try again later."),
    _("You have signed out."),
    _("Successfully signed in as %(name)s."),
    _("Confirmation email sent to %(email)s."),
    _("You have confirmed %(email)s."),
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
