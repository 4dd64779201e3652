"""The hub as it stands after set-up: six trees of pages, and an editor of the secretariat."""

from __future__ import annotations

from typing import ClassVar

from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from wagtail.test.utils import WagtailPageTestCase

from hub import editorial
from hub.models import HomePage, NewsIndexPage, Role, StandardPage, User


def say_nothing(line: str) -> None:
    """A report that nobody reads."""


class InstalledHub(WagtailPageTestCase):
    """Loaded once for each class: it takes seconds."""

    home: ClassVar[HomePage]
    about: ClassVar[StandardPage]
    news: ClassVar[NewsIndexPage]
    editor: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        editorial.load_pages(say_nothing)
        cls.home = HomePage.objects.get(locale__language_code="en")
        cls.about = StandardPage.objects.get(slug="about", locale__language_code="en")
        cls.news = NewsIndexPage.objects.get(locale__language_code="en")
        cls.editor = User.objects.create_user("editor@example.org", name="Eda Itor")
        cls.editor.groups.add(Group.objects.get(name=Role.SECRETARIAT))

    def page(self, path: str) -> BeautifulSoup:
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return BeautifulSoup(answer.content, "html.parser")
