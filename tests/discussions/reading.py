"""Pages of topics for tests: fetched as somebody, and looked into."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client

from discussions.models import Post, Topic
from hub.models import User


def client(of: User | None = None) -> Client:
    made = Client()
    if of is not None:
        made.force_login(of)
    return made


def page(of: Topic, by: User | None = None, language: str = "en", **query: Any) -> Page:
    answer = client(by).get(f"/{language}/spaces/topics/{of.pk}/", query)
    assert answer.status_code == 200, answer.status_code
    return Page(answer.content.decode())


class Page:
    def __init__(self, html: str) -> None:
        self.html = html
        self.soup = BeautifulSoup(html, "html.parser")
        self.posts = self.one("#posts")

    def one(self, selector: str) -> Tag:
        found = self.soup.select_one(selector)
        assert found is not None, selector
        return found

    def has(self, selector: str) -> bool:
        return self.soup.select_one(selector) is not None

    def article(self, post: Post) -> Tag:
        return self.one(f"article#post-{post.pk}")

    def said(self, post: Post) -> str:
        """All words of its article, blanks folded."""
        return words(self.article(post))

    @property
    def order(self) -> list[int]:
        """The posts on the page as they stand."""
        return [int(str(each["data-post"])) for each in self.posts.select("article[data-post]")]

    @property
    def under(self) -> dict[int, list[int]]:
        """The posts that stand under another one."""
        return {
            int(str(each["data-replies"])): [
                int(str(one["data-post"])) for one in each.select("article")
            ]
            for each in self.posts.select(".replies")
        }


def words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()
