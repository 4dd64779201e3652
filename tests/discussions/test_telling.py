"""What people are told of topics, posts and outcomes, and by which mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from discussions.models import (
    Citation,
    Misquotation,
    Outcome,
    OutcomeParagraph,
    OutcomeText,
    Post,
    PostMention,
    TopicText,
    Visibility,
    Warning,
)
from discussions.reading.actions import mark_read
from discussions.telling import audiences, closing, names, notices
from hub import notifications, wording
from hub.actions import Act, action, system
from hub.models import Following, Notice, NoticeChoice, User
from hub.notifications import mailing, reading
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.notices import moment
from tests.hub.organisations import organisation, person
from tests.hub.reading import worked_off

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda now: monkeypatch.setattr(timezone, "now", lambda: now)


def follows(who: User, kind: str, pk: int, **facts: Any) -> User:
    facts.setdefault("since", timezone.now() - timedelta(days=3))
    Following.objects.create(user=who, kind=kind, object_id=str(pk), **facts)
    return who


def told(who: User) -> list[str]:
    return sorted(Notice.objects.filter(recipient=who).values_list("kind", flat=True))


def lines(who: User) -> list[str]:
    rows = Notice.objects.filter(recipient=who)
    return [wording.plain(each.sentence) for each in reading.lines(who, rows, "en").values()]


def test_each_hears_of_a_post_once_and_its_author_does_not() -> None:
    of = topic()
    asker, mentioned, follower, both = (person(each) for each in ("Asker", "Bea", "Fay", "Bo"))
    first = post("How?", of, by=asker)
    for who in (follower, both, asker):
        follows(who, "topic", of.pk)
    answer = post("Like this.", to=first, by=person("Writer"))
    follows(answer.author, "topic", of.pk)
    for who in (mentioned, both, asker):
        PostMention.objects.create(post=answer, user=who)
    for _again in range(2):
        audiences.tell("post-published", answer.pk, "")
    assert told(asker) == [names.REPLY]
    assert told(mentioned) == told(both) == [names.MENTION]
    assert told(follower) == [names.POST]
    assert told(answer.author) == []
    assert lines(asker) == ["Writer replied to you: What works?"]


def test_who_may_not_read_a_topic_is_told_nothing_of_it() -> None:
    inner = space(visibility=Visibility.MEMBERS)
    of = topic(inside=inner)
    insider, outsider = space_member(inner), person("Outsider")
    for who in (insider, outsider):
        follows(who, "topic", of.pk)
    said = post("Among us.", of)
    PostMention.objects.create(post=said, user=outsider)
    audiences.tell("post-published", said.pk, "")
    assert (told(insider), told(outsider)) == ([names.POST], [])


def test_a_name_that_is_withheld_is_in_no_notice_and_in_no_mail() -> None:
    of, asker = topic(), person("Asker")
    first = post("How?", of, by=asker)
    hidden = person("Secret Name")
    body = organisation("Secret Body")
    with worked_off():
        answer = post("So.", to=first, by=hidden, organisation=body, name_withheld=True)
        audiences.tell("post-published", answer.pk, "")
    (sent,) = mail.outbox
    assert sent.subject == "Somebody replied to you: What works?"
    assert "Secret" not in sent.body + sent.alternatives[0][0] + str(sent.extra_headers)
    assert lines(asker) == ["Somebody replied to you: What works?"]


def test_the_mail_of_a_reply_is_in_the_readers_language_and_the_post_in_its_own() -> None:
    of = topic()
    TopicText.objects.create(topic=of, language="ar", question="ما الذي ينجح؟")
    first = post("How?", of, by=person("Asker", language="ar"))
    with worked_off():
        answer = post("First this.\n\n- then *that*", to=first, by=person("Writer"))
        audiences.tell("post-published", answer.pk, "")
    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    assert '<html dir="rtl" lang="ar">' in html
    assert "ما الذي ينجح؟" in sent.subject
    assert '<blockquote dir="ltr" lang="en"' in html
    assert "First this.\n\nthen that" in sent.body
    assert f"http://testserver/ar/spaces/posts/{answer.pk}/" in sent.body
    # Replies by mail are not set up.
    assert "Reply-To" not in sent.extra_headers
    assert "##-" not in sent.body


def test_a_digest_is_grouped_by_topic_newest_first_with_text_and_without_what_was_hidden(
    clock: Any,
) -> None:
    home = space("Work")
    one, other = topic("One?", home), topic("Other?", home)
    fay = person("Fay")
    for of in (one, other):
        follows(fay, "topic", of.pk)
    said, writer = {}, person("Writer")
    for number, (of, words) in enumerate(
        [(one, "alpha"), (other, "beta"), (one, "gamma " * 300), (other, "hidden")]
    ):
        said[words[:5]] = made = post(words, of, by=writer)
        audiences.tell("post-published", made.pk, "")
        Notice.objects.filter(object_id=str(made.pk)).update(created_at=moment(24, 10 + number))
    Post.objects.filter(pk=said["hidde"].pk).update(state="hidden")
    clock(moment(25))
    assert mailing.mail_due() == 1
    (sent,) = mail.outbox
    order = [sent.body.index(each) for each in ("Work", "One?", "gamma", "alpha", "Other?", "beta")]
    assert order == sorted(order)
    assert "hidden" not in sent.body
    assert sent.body.count("Continue reading") == 1
    assert sent.body.count("Stop following: One?") == 1
    assert '<blockquote dir="ltr" lang="en"' in sent.alternatives[0][0]
    mail.outbox.clear()
    clock(moment(26))
    assert mailing.mail_due() == 0
    assert mail.outbox == []


def test_what_was_read_in_the_topic_is_not_told_again_by_a_digest(clock: Any) -> None:
    of, fay = topic(), person("Fay")
    follows(fay, "topic", of.pk)
    for words in ("alpha", "beta"):
        audiences.tell("post-published", post(words, of).pk, "")
    Notice.objects.update(created_at=moment(24))
    of.refresh_from_db()
    mark_read(by=fay, topic=of, position=1)
    clock(moment(25))
    mailing.mail_due()
    (sent,) = [each for each in mail.outbox if each.to == [fay.email]]
    assert "beta" in sent.body
    assert "alpha" not in sent.body


def test_a_worker_that_is_killed_while_it_tells_tells_the_others_when_it_runs_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = topic()
    people = [follows(person(f"P{number}"), "topic", of.pk) for number in range(5)]
    said = post("alpha", of)
    monkeypatch.setattr(audiences, "AT_ONCE", 2)
    real, calls = audiences.notify, []

    def killed_at_the_second(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise SystemExit
        real(*args)

    monkeypatch.setattr(audiences, "notify", killed_at_the_second)
    with pytest.raises(SystemExit):
        audiences.tell("post-published", said.pk, "")
    assert Notice.objects.count() == 2
    audiences.tell("post-published", said.pk, "")
    assert [told(who) for who in people] == [[names.POST]] * 5


def test_the_page_of_preferences_switches_off_following_what_one_writes_in() -> None:
    ana = person("Ana")
    client = Client()
    client.force_login(ana)
    address = "/en/account/notices/preferences/"
    form = client.get(address).context["form"]
    assert form.initial["discussions.follows"] is True
    sent = {name: form[name].value() for name in form.fields if name != "discussions.follows"}
    assert client.post(address, {**sent, "discussions.topic": "off"}).status_code == 302
    assert notifications.is_on(ana, "discussions.follows") is False
    assert client.get(address).context["form"].initial["discussions.topic"] == "off"
    again = {**sent, "key": "another", "discussions.follows": "on"}
    assert client.post(address, again).status_code == 302
    assert notifications.is_on(ana, "discussions.follows") is True


def test_the_link_in_a_mail_stops_following_one_topic_without_signing_in(clock: Any) -> None:
    of, fay = topic(), person("Fay")
    follows(fay, "topic", of.pk)
    audiences.tell("post-published", post("alpha", of).pk, "")
    Notice.objects.update(created_at=moment(24))
    clock(moment(25))
    mailing.mail_due()
    address = next(
        word for word in mail.outbox[0].body.split() if "/notices/unfollow/" in word
    ).removeprefix("http://testserver")
    client = Client()
    assert "What works?" in client.get(address).content.decode()
    assert Following.objects.filter(user=fay).exists()
    assert client.post(address).status_code == 200
    assert not Following.objects.filter(user=fay).exists()
    assert client.post(address).status_code == 200


def test_who_writes_follows_from_the_first_post_on_unless_they_chose_not_to() -> None:
    of, eager, shy = topic(), person("Eager"), person("Shy")
    NoticeChoice.objects.create(user=shy, kind="discussions.follows", frequency="off")
    for who in (eager, shy):
        audiences.tell("post-published", post("One.", of, by=who).pk, "")
    rows = Following.objects.filter(kind="topic", object_id=str(of.pk))
    assert [each.user for each in rows] == [eager]
    rows.delete()
    audiences.tell("post-published", post("Two.", of, by=eager).pk, "")
    assert not rows.exists()


def test_who_follows_a_space_hears_of_its_topics_and_once_that_they_close(clock: Any) -> None:
    home = space()
    fay = follows(person("Fay"), "space", home.pk)
    opened = timezone.now() - timedelta(days=10)
    of = topic(
        inside=home, opens_at=opened, opened_at=opened,
        closes_at=timezone.now() + timedelta(days=2),
    )  # fmt: skip
    audiences.tell("topic-opened", of.pk, "1")
    assert (closing.tell(), closing.tell()) == (1, 1)
    assert told(fay) == [names.TOPIC, names.TOPIC]
    assert any(each.startswith("Closes on ") for each in lines(fay))
    assert "A new topic is open: What works?" in lines(fay)


def test_an_author_is_told_what_became_of_a_post_and_moderators_what_waits() -> None:
    home = space()
    of, keeper, author = topic(inside=home), moderator(home), person("Author")
    held = post("Look: https://example.net", of, by=author, state="held", held_for=["links"])
    with worked_off():
        audiences.tell("post-held", held.pk, "")
    assert told(keeper) == [names.MODERATION]
    (to_author,) = [each for each in mail.outbox if each.to == [author.email]]
    assert to_author.subject == "Your post waits for a moderator: What works?"
    assert "example.net" in to_author.body
    Post.objects.filter(pk=held.pk).update(state="refused", told="Nur Werbung", told_language="de")
    warning = Warning.objects.create(
        user=author, post=held, told="Please be kind.", language="en", by=keeper
    )
    mail.outbox.clear()
    with worked_off():
        audiences.tell("post-refused", held.pk, "")
        audiences.tell("author-warned", warning.pk, "")
    bodies = "".join(each.body for each in mail.outbox if each.to == [author.email])
    assert "Nur Werbung" in bodies
    assert "Please be kind." in bodies


def test_every_contributor_reads_whether_and_where_the_outcome_cites_them() -> None:
    of = topic(state="closed", closed_at=timezone.now())
    cited, other, fay = person("Cited"), person("Other"), follows(person("Fay"), "topic", of.pk)
    rests_on = post("Train more.", of, by=cited)
    post("Pay more.", of, by=other)
    outcome = Outcome.objects.create(topic=of, original_language="en", published_at=timezone.now())
    OutcomeText.objects.create(outcome=outcome, language="en", changed="We train more.")
    for order in (1, 2):
        paragraph = OutcomeParagraph.objects.create(outcome=outcome, order=order)
    Citation.objects.create(paragraph=paragraph, post=rests_on)
    with worked_off():
        audiences.tell("outcome-published", outcome.pk, "")
    bodies = {each.to[0]: each.body for each in mail.outbox}
    assert "in this paragraph: 2." in bodies[cited.email]
    assert "misquoted" in bodies[cited.email]
    assert "does not quote it" in bodies[other.email]
    assert "does not quote it" not in bodies[fay.email]
    assert all("We train more." in body for body in bodies.values())


def test_a_misquotation_reaches_the_moderators_and_its_answer_who_reported_it() -> None:
    of = topic(state="closed", closed_at=timezone.now())
    keeper, author = moderator(of.space), person("Author")
    said = post("Train more.", of, by=author)
    outcome = Outcome.objects.create(topic=of, original_language="en", published_at=timezone.now())
    report = Misquotation.objects.create(
        outcome=outcome, post=said, by=author, said="I said less.", language="en"
    )
    audiences.tell("misquotation-reported", report.pk, "")
    page = f"/en/spaces/topics/{of.pk}/outcome/reports/{report.pk}/"
    rows = Notice.objects.filter(recipient=keeper)
    assert [each.url for each in reading.lines(keeper, rows, "en").values()] == [page]
    Misquotation.objects.update(state="corrected", answer="Gelesen.", answer_language="de")
    with worked_off():
        audiences.tell("misquotation-answered", report.pk, "")
    (sent,) = [each for each in mail.outbox if each.to == [author.email]]
    assert sent.subject == "The outcome was corrected after your report: What works?"
    assert "Gelesen." in sent.body
    assert page in sent.body


@action("tests.told")
def _publishes(act: Act, *, of: Post) -> dict[str, Any]:
    notices.post_published(act, of)
    return {}


def test_a_thousand_followers_cost_the_writer_one_row_and_the_reader_of_notices_few_queries(
    django_assert_max_num_queries: Any,
) -> None:
    of = topic()
    people = [person(f"P{number}") for number in range(3)]
    for who in people:
        follows(who, "topic", of.pk)
    said = [post(f"Post {number}", of) for number in range(6)]
    with worked_off():
        _publishes(by=system, of=said[0])
    for each in said:
        with django_assert_max_num_queries(35):
            audiences.tell("post-published", each.pk, "")
    rows = list(Notice.objects.filter(recipient=people[0]))
    assert len(rows) == 6
    with django_assert_max_num_queries(8):
        reading.lines(people[0], rows, "en")
