"""The pages of allauth that the hub uses, below `/accounts/` and `/<language>/accounts/`.

Listed one by one: a page of allauth's that is not here (passwords) is not there.
"""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from hub.views import confirm, passkeys, second_factor, signing_in

urlpatterns = [
    path("login/", signing_in.sign_in, name="account_login"),
    # allauth's name for asking for a code, which here is signing in.
    path("login/code/", signing_in.sign_in, name="account_request_login_code"),
    path("login/code/confirm/", signing_in.enter_code, name="account_confirm_login_code"),
    path("login/passkey/", passkeys.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("login/second/", second_factor.second_step, name="mfa_authenticate"),
    path("confirm/", confirm.confirm, name="account_reauthenticate"),
    path("signup/", signing_in.sign_up, name="account_signup"),
    path("logout/", signing_in.sign_out, name="account_logout"),
    path("inactive/", signing_in.inactive, name="account_inactive"),
    path("email/", signing_in.change_address, name="account_email"),
    path("confirm-email/", signing_in.confirm_address, name="account_email_verification_sent"),
    # An address to name where the reader's language is not known.
    path("security/", RedirectView.as_view(pattern_name="security"), name="mfa_index"),
    path("app/add/", second_factor.add_app, name="mfa_activate_totp"),
    path("app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("passkeys/add/", passkeys.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", passkeys.name_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_passkey, name="mfa_remove_webauthn"),
    path("recovery-codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        second_factor.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/file/",
        second_factor.recovery_codes_file,
        name="mfa_download_recovery_codes",
    ),
    path("recovery-codes/kept/", second_factor.recovery_codes_kept, name="recovery-codes-kept"),
]
