"""What the library adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from practices.admin import LibraryGroup
from practices.admin_views import PUBLISH
from practices.models import Practice, PracticeText

register_snippet(LibraryGroup)

_LIBRARY = (Practice, PracticeText)
_WAGTAILS_OWN = {"action-publish", "action-unpublish", "action-submit"}


class PublishItem(ActionMenuItem):
    name = f"action-{PUBLISH}"
    label = _("Save and publish")
    icon_name = "upload"
    order = 10


class PageItem(ActionMenuItem):
    """Leads to a page that asks for more before anything happens."""

    view: str

    def get_url(self, context: dict[str, Any]) -> str:
        instance = context["instance"]
        name = instance.snippet_viewset.get_url_name(self.view)
        return reverse(name, args=[quote(instance.pk)])


class WithdrawItem(PageItem):
    name = "action-withdraw"
    label = _("Withdraw …")
    icon_name = "download"
    order = 20
    view = "withdraw"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return bool(context["instance"].live)


class AddressItem(PageItem):
    name = "action-address"
    label = _("Change the address …")
    icon_name = "link"
    order = 30
    view = "address"

    def is_shown(self, context: dict[str, Any]) -> bool:
        instance = context["instance"]
        return isinstance(instance, Practice) and bool(instance.slug)


@hooks.register("construct_snippet_action_menu")
def our_own_buttons(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """In place of Wagtail's ways to publish, ours."""
    if context.get("model") not in _LIBRARY or not context.get("instance"):
        return
    items[:] = [item for item in items if item.name not in _WAGTAILS_OWN]
    ours = (PublishItem(), WithdrawItem(), AddressItem())
    items.extend(item for item in ours if item.is_shown(context))


@hooks.register("register_log_actions")
def name_our_actions(registry: Any) -> None:
    registry.register_action("practice.import", _("Import"), _("Imported from a file"))
