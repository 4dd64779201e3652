"""Pages of practices as tests read them."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from practices.models import Practice

ARABIC = {
    "title": "تصاريح عمل في الميناء",
    "title_language": "ar",
    "summary": "مكتب مثال يصدر تصاريح العمل.",
    "challenge": "- أول\n- ثان",
    "lead_organisation": "هيئة الميناء",
    "partner_organisations": ["شريك"],
    "themes": ["عمل"],
}


def get(practice: Practice, language: str = "en", **query: str) -> HttpResponse:
    return Client().get(f"/{language}/practices/{practice.slug}/", query)  # type: ignore[return-value]  # a response


def soup(practice: Practice, language: str = "en", **query: str) -> BeautifulSoup:
    answer = get(practice, language, **query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(page: BeautifulSoup, selector: str) -> str:
    element = page.select_one(selector)
    return " ".join(element.get_text(" ").split()) if element else ""
