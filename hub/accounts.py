"""Signing up and in: where allauth meets the hub's people."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from hub import browsers, languages, letters, second_factor

# Named in the language of the mail, not of the page.
_browser = lazy(browsers.name, str)
logger = logging.getLogger("hub.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the hub's words, in the language of who reads them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code of the newest mail. Look again, and type it."),
        "too_many_login_attempts": _("That was tried too often. Wait a minute, then try again."),
        "rate_limited": _("That was tried too often. Wait a minute, then try again."),
        "duplicate_email": _("This is the address of your account already."),
        "email_taken": _("Another account has this address."),
        "invalid_login": _("Enter the mail address of your account."),
    }

    def is_safe_url(self, url: str) -> bool:
        """Only this site's own addresses are gone on to."""
        return url_has_allowed_host_and_scheme(
            url, {context.request.get_host()}, require_https=context.request.is_secure()
        )

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return f"/{languages.current().path}/"

    def pre_login(
        self, request: HttpRequest, user: Any, *, email: str | None, **login: Any
    ) -> HttpResponse | None:
        """A code that was read confirms its address, of accounts made without signing up too."""
        from allauth.account.models import EmailAddress

        response = super().pre_login(request, user, email=email, **login)
        if response is None and email and email.lower() == user.email.lower():
            EmailAddress.objects.get_or_create(
                user=user, email=email.lower(), defaults={"verified": True, "primary": True}
            )
        return response

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        from hub.actions.people import note_address

        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            person = email_address.user
            note_address(by=person, person=person, email=email_address.email)
        return confirmed

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """One page for all of them; it asks for what the person has."""
        if not user.is_authenticated:
            return []
        return [{"id": "confirm", "description": "", "url": reverse("account_reauthenticate")}]

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """The hub asks before the page is shown, also who has no second factor yet; this is what
        allauth asks after that."""
        return not second_factor.was_confirmed_lately(context.request)

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Tells of what is done already: where no mail can be sent, it stays done."""
        with suppress(ImmediateHttpResponse):
            super().send_notification_mail(*args, **options)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of who reads it. Where it cannot be sent, who waits for it is told."""
        context = {**context, "secretariat_email": settings.HUB_SECRETARIAT_EMAIL}
        if "user_agent" in context:
            context["browser"] = _browser(context["user_agent"])
        language = _language_of(email)
        try:
            letters.send(f"{template_prefix}.html", to=email, language=language, context=context)
        except OSError as failure:
            # What a mail server says against a mail is an error of the system to Python.
            logger.exception("a mail could not be sent: %s", template_prefix)
            raise ImmediateHttpResponse(self._say_no_mail()) from failure

    def _say_no_mail(self) -> HttpResponse:
        messages.error(
            context.request,
            _("The mail could not be sent. Nothing is lost: try again in a few minutes."),
        )
        request = context.request
        here = request.get_full_path() if request.user.is_authenticated else ""
        return HttpResponseRedirect(here or reverse("account_login"))


def _language_of(email: str) -> str:
    """That of the person with this address; the page's where nobody has it."""
    from hub.models import User

    known = User.objects.filter(email=email.lower()).values_list("language", flat=True).first()
    return known or languages.current().code
