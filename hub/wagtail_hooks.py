"""What the ground floor changes in the Wagtail admin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from wagtail import hooks


@hooks.register("construct_help_menu")
def stay_on_this_site(request: HttpRequest, items: list[Any]) -> None:
    """The help that leads to other sites is left out: the admin names no other machine."""
    items[:] = [item for item in items if not urlsplit(str(item.url)).netloc]
