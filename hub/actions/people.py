"""A person's account: made, corrected by its owner, corrected by a superuser."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from hub import names
from hub.actions.core import Act, action
from hub.models import User
from hub.permissions import can_correct_account, can_edit_profile


@action("person.sign_up")
def sign_up(act: Act, *, email: str, name: str, language: str) -> dict[str, Any]:
    """The account of a mail address, made when there is none.

    Whoever asks has not shown yet that the address is theirs, so that an account in use stays as
    it is; one that nobody ever confirmed takes the name that was typed last.
    """
    person, made = User.objects.get_or_create(email=email.lower())
    if made:
        person.set_unusable_password()
    if made or not is_confirmed(person):
        person.name, person.language = names.tidy(name), language
        person.save(update_fields=["password", "name", "language"])
        act.changed("person", person.pk)
    return {"person": person.pk, "made": made}


def is_confirmed(person: User) -> bool:
    """Whether somebody has shown that the account's mail address is theirs."""
    return (
        person.last_login is not None
        or EmailAddress.objects.filter(user=person, verified=True).exists()
    )


@action("person.confirm_address")
def note_address(act: Act, *, person: User, email: str) -> dict[str, Any]:
    """A mail address was confirmed as the account's own."""
    act.details = {"email": email}
    act.changed("person", person.pk)
    return {"person": person.pk}


@action("person.edit_profile")
def edit_profile(act: Act, *, person: User, name: str, language: str) -> dict[str, Any]:
    """The name that others see, and the language of mails."""
    act.require(can_edit_profile(act.user, person))
    name = names.tidy(name)
    act.details = {"name": name, "language": language}
    User.objects.filter(pk=person.pk).update(name=name, language=language)
    act.changed("person", person.pk)
    return {"person": person.pk, "language": language}


@action("person.correct")
def correct_account(act: Act, *, person: User, **columns: Any) -> dict[str, Any]:
    """What a superuser corrects in the admin."""
    act.require(can_correct_account(act.user, person))
    act.details = columns
    User.objects.filter(pk=person.pk).update(**columns)
    act.changed("person", person.pk)
    return {"person": person.pk}
