"""The sections from which an editor builds a page, without code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# What rich text may hold; the site's stylesheet knows these and no others.
TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr", "blockquote"]


class SectionBlock(blocks.StructBlock):
    """A heading and a text under it."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        label = _("Section")
        icon = "pilcrow"
        template = "hub/blocks/section.html"


class LinkBlock(blocks.StructBlock):
    """One way on: to a page of this site or to another address."""

    label = blocks.CharBlock(label=_("Text of the link"), max_length=150)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("Or another address"), required=False)
    note = blocks.CharBlock(label=_("A line about it"), required=False, max_length=250)

    class Meta:
        label = _("Link")
        icon = "link"


class LinksBlock(blocks.StructBlock):
    """A heading and a list of links."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        label = _("List of links")
        icon = "list-ul"
        template = "hub/blocks/links.html"


class NoticeBlock(blocks.StructBlock):
    """A short text that must be noticed."""

    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])

    class Meta:
        label = _("Notice")
        icon = "warning"
        template = "hub/blocks/notice.html"


class BodyBlock(blocks.StreamBlock):
    """What a page's body is made of. The definition stays out of migrations: see `body_field`."""

    section = SectionBlock()
    links = LinksBlock()
    notice = NoticeBlock()

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "wagtail.blocks.StreamBlock", [[]], {}
