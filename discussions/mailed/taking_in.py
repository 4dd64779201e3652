"""What becomes of a mail that came in: a post, a refusal in words, or nothing.

A mail becomes a post of the person whom its address was made for, if it comes from an address of
theirs. It enters through the same action as what is written on the site, so that the same rules
hold it back or refuse it. Each is taken once, by its Message-ID and the address that it answers.

Who is refused gets one mail that says why and gives back the text; nobody gets one for what a
machine sent, nor more than a few in a day.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from discussions.mailed import addresses, refusing
from discussions.mailed.addresses import Answered
from discussions.mailed.reading import Mail, read
from discussions.models import Capacity, MailedPost, Post, PostState
from discussions.posting.actions import publish
from discussions.posting.speaking import capacities_of, organisations_of
from hub import languages
from hub.actions import NotAllowed, Refused
from hub.models import Organisation, User
from practices.writing.guessing import language_of

logger = logging.getLogger("discussions.mailed")

# So many refusals of a day are answered by mail.
ANSWERED_A_DAY = 10
LONGEST = Post._meta.get_field("source").max_length or 20_000


@dataclass(frozen=True)
class Taken:
    """post: the key of what it became. refused: why it did not, a word of `refusing.WORDS`, or
    "automatic", "unreadable", "unknown" for what is passed over in silence."""

    post: int | None = None
    refused: str = ""


def take_in(
    raw: bytes,
    *,
    received_at: datetime,
    recipients: Iterable[str] = (),
    is_cut: bool = False,
) -> Taken:
    """Take in one mail. received_at: when the mail system took it, which is what counts where a
    topic has closed since. recipients: to whom it was delivered, where the mail system says so
    beside the mail. is_cut: only the head of a mail that is too large."""
    mail = read(raw)
    if mail is None:
        return Taken(refused="unreadable")
    if mail.is_automatic:
        return _passed_over("automatic")
    found = (addresses.answered(each) for each in (*recipients, *mail.recipients))
    answered = next((each for each in found if each), None)
    person = _person(answered)
    if answered is None or person is None:
        return _passed_over("unknown")
    with translation.override(languages.get(person.language).path):
        return _take_from(person, answered, mail, received_at=received_at, is_cut=is_cut)


def _passed_over(why: str) -> Taken:
    logger.info("mailed.passed_over why=%s", why)
    return Taken(refused=why)


def _person(answered: Answered | None) -> User | None:
    if answered is None:
        return None
    return User.objects.filter(pk=answered.user, is_active=True).first()


def _take_from(
    person: User, answered: Answered, mail: Mail, *, received_at: datetime, is_cut: bool
) -> Taken:
    key = hashlib.sha256(
        "\n".join([mail.message_id or mail.words, str(answered)]).encode(errors="replace")
    ).hexdigest()
    said: list[str] = []
    with transaction.atomic():
        row, is_new = MailedPost.objects.get_or_create(
            key=key, defaults={"user": person, "received_at": received_at}
        )
        if not is_new:
            return Taken(row.post_id, row.refused)
        refused = "too-large" if is_cut else _why_not(person, answered, mail)
        post = None
        if not refused:
            try:
                post = _published(person, answered, mail, key=key, received_at=received_at)
            except Refused as refusal:
                refused, said = "refused", list(map(str, refusal.messages.values()))
            except NotAllowed:
                refused = "not-allowed"
        row.post, row.refused = post, refused
        row.save(update_fields=["post", "refused"])
    logger.info("mailed.taken user=%s post=%s refused=%s", person.pk, row.post_id, refused)
    if refused and _may_answer(person):
        refusing.send(person, refused, said, mail.words)
    elif post is not None and mail.files:
        refusing.send_without_files(person, post)
    return Taken(row.post_id, refused)


def _why_not(person: User, answered: Answered, mail: Mail) -> str:
    if not _is_of(person, mail.senders):
        return "sender"
    if answered.lapsed:
        return "lapsed"
    if not mail.words:
        return "empty"
    if len(mail.words) > LONGEST:
        return "too-long"
    lately = MailedPost.objects.filter(
        user=person, received_at__gt=timezone.now() - timedelta(hours=1)
    )
    # This one is among them.
    return "too-many" if lately.count() > settings.HUB_REPLIES_AN_HOUR else ""


def _is_of(person: User, senders: tuple[str, ...]) -> bool:
    """Whether a mail is from one address alone, and that one of the account's."""
    if len(senders) != 1:
        return False
    if senders[0] == person.email.lower():
        return True
    own = EmailAddress.objects.filter(user=person, verified=True, email__iexact=senders[0])
    return own.exists()


def _may_answer(person: User) -> bool:
    today = MailedPost.objects.filter(
        user=person, received_at__gt=timezone.now() - timedelta(days=1)
    ).exclude(refused="")
    return today.count() <= ANSWERED_A_DAY


def _published(
    person: User, answered: Answered, mail: Mail, *, key: str, received_at: datetime
) -> Post:
    parent = Post.objects.select_related("topic__space").filter(pk=answered.post).first()
    if parent is None:
        raise NotAllowed("post.publish")
    capacity, organisation, name_withheld = _speaking(person, parent)
    answer = publish(
        by=person,
        key=f"mail-{key}",
        topic=parent.topic,
        source=mail.words,
        language=language_of(mail.words) or languages.get(person.language).code,
        parent=parent,
        organisation=organisation,
        capacity=capacity,
        name_withheld=name_withheld,
        via="mail",
        received_at=received_at,
    )
    return Post.objects.select_related("topic__space").get(pk=answer["post"])


def _speaking(person: User, parent: Post) -> tuple[str, Organisation | None, bool]:
    """For whom a mail speaks, which cannot say so: as the author's last post in the space did, as
    far as they still may. Above all, a name that was withheld there is withheld again."""
    last = (
        Post.objects.filter(author=person, topic__space=parent.topic.space_id)
        .exclude(state=PostState.REFUSED)
        .select_related("organisation")
        .order_by("-pk")
        .first()
    )
    if last is None:
        return Capacity.PERSONAL, None, False
    organisation = last.organisation
    if organisation and not organisations_of(person).filter(pk=organisation.pk).exists():
        organisation = None
    allowed = capacities_of(person, parent.topic, has_organisation=organisation is not None)
    capacity = last.capacity if last.capacity in allowed else Capacity.PERSONAL
    if last.name_withheld and not parent.topic.space.may_withhold_names:
        raise Refused(
            _(
                "You withheld your name in this space before, and names cannot be withheld in it "
                "any more. Write on the site if you want to be named."
            )
        )
    return capacity, organisation, last.name_withheld
