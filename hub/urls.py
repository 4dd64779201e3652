"""Addresses of the ground floor below `/<language>/`."""

from __future__ import annotations

from django.urls import include, path

from hub.files.urls import sending
from hub.views import account, joining, organisation_people, organisations, people, security

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/notices/", include("hub.notifications.urls")),
    path("secretariat/inbox/", include("hub.inbox.urls")),
    path("", include(sending)),
    path("account/security/", security.security, name="security"),
    path("account/security/sessions/<int:pk>/end/", security.session_end, name="session-end"),
    path(
        "account/security/sessions/end-others/",
        security.sessions_end_others,
        name="sessions-end-others",
    ),
    path("secretariat/people/", people.people, name="people"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/register/", organisations.register, name="organisation-register"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/correct/", organisations.correct, name="organisation-correct"),
    path("organisations/<int:pk>/evidence/", organisations.evidence, name="organisation-evidence"),
    path(
        "organisations/<int:pk>/verification/",
        organisations.verification,
        name="organisation-verification",
    ),
    path("organisations/<int:pk>/ask/", joining.ask, name="organisation-ask"),
    path(
        "organisations/<int:pk>/people/invite/",
        organisation_people.invite,
        name="organisation-invite",
    ),
    path(
        "organisations/<int:pk>/people/hand-over/",
        organisation_people.hand_over,
        name="organisation-hand-over",
    ),
    path(
        "organisations/<int:pk>/people/<int:membership_pk>/role/",
        organisation_people.role,
        name="membership-role",
    ),
    path(
        "organisations/<int:pk>/people/<int:membership_pk>/end/",
        organisation_people.end,
        name="membership-end",
    ),
    path(
        "organisations/invitations/<int:pk>/again/",
        organisation_people.send_again,
        name="invitation-again",
    ),
    path(
        "organisations/invitations/<int:pk>/withdraw/",
        organisation_people.withdraw,
        name="invitation-withdraw",
    ),
    path("join/requests/<int:pk>/", joining.join_request, name="join-request"),
    path("join/requests/<int:pk>/withdraw/", joining.withdraw, name="join-request-withdraw"),
    path("join/<slug:token>/", joining.join, name="join"),
    path("secretariat/joining/", joining.queue, name="joining-queue"),
]
