"""The form as a person without scripts uses it: what stands in its page is what is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from hub.models import Organisation, User
from practices.models import Practice
from practices.writing.actions import begin_practice

from .library import member_of, organisation

Sent = dict[str, list[str]]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begun(
    body: Organisation | None = None, title: str = "Permits at the quay", language: str = "en"
) -> tuple[User, Practice]:
    """A writer, and a draft that the writer has just begun."""
    body = body or organisation()
    writer = member_of(body, "writer", "focal-point")
    answer = begin_practice(by=writer, organisation=body, language=language, title=title)
    return writer, Practice.objects.get(pk=answer["practice"])


def section(practice: Practice, key: str, language: str = "") -> str:
    if language:
        return reverse("practices:draft-text-section", args=[practice.pk, language, key])
    return reverse("practices:draft-section", args=[practice.pk, key])


def page(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def controls(page: BeautifulSoup, selector: str = "form.form") -> Sent:
    """What a browser sends from a form as it stands, without its buttons."""
    form = page.select_one(selector)
    assert form is not None
    sent: Sent = {}
    for control in form.select("input, select, textarea"):
        name = str(control.get("name") or "")
        for value in _values(control):
            if name and name != "csrfmiddlewaretoken":
                sent.setdefault(name, []).append(value)
    return sent


def _values(control: Tag) -> Iterable[str]:
    if control.name == "textarea":
        # The first newline after the tag is none of the text's.
        yield control.get_text().removeprefix("\n")
    elif control.name == "select":
        chosen = control.select("option[selected]") or control.select("option")[:1]
        yield from (str(option.get("value", "")) for option in chosen)
    elif control.get("type") not in ("checkbox", "radio"):
        yield str(control.get("value", ""))
    elif control.has_attr("checked"):
        yield str(control.get("value", "on"))


def fill_in(client: Client, address: str, *, go: str = "next", **values: Any) -> Any:
    """Open a page of the form, change some of its controls, and press a button."""
    sent: dict[str, Any] = {**controls(page(client, address)), "go": [go], **values}
    return client.post(address, sent)


def draft_of(practice: Practice) -> Practice:
    row = Practice.objects.get(pk=practice.pk)
    version: Practice = row.get_latest_revision_as_object()
    return version


def text_of(practice: Practice, language: str) -> Any:
    return practice.texts.get(language=language).get_latest_revision_as_object()


STORY = {
    "activities": "A desk gives permits on the day, in five languages.",
    "results": "Three in four came back with a contract.",
}


def complete(client: Client, practice: Practice, language: str = "en") -> None:
    """Answer all that a submission asks for."""
    fill_in(client, section(practice, "place"), levels=["local"], start_year="2020")
    fill_in(client, section(practice, "objectives"), objectives=["6", "12"])
    fill_in(client, section(practice, "summary", language), summary="An example desk.")
    fill_in(client, section(practice, "story", language), **STORY)
    fill_in(client, section(practice, "lessons", language), lessons="Begin with a small desk.")
