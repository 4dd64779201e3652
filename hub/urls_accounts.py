"""The pages of allauth that the hub uses, below `/accounts/` and `/<language>/accounts/`.

Listed one by one: a page of allauth's that is not here (passwords) is not there.
"""

from __future__ import annotations

from django.urls import path

from hub.views import signing_in

urlpatterns = [
    path("login/", signing_in.sign_in, name="account_login"),
    # allauth's name for asking for a code, which here is signing in.
    path("login/code/", signing_in.sign_in, name="account_request_login_code"),
    path("login/code/confirm/", signing_in.enter_code, name="account_confirm_login_code"),
    path("signup/", signing_in.sign_up, name="account_signup"),
    path("logout/", signing_in.sign_out, name="account_logout"),
    path("inactive/", signing_in.inactive, name="account_inactive"),
    path("email/", signing_in.change_address, name="account_email"),
    path("confirm-email/", signing_in.confirm_address, name="account_email_verification_sent"),
]
