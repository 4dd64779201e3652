"""Editorial pages: home, standard pages and news, one tree for each of the six languages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from hub import languages
from hub.blocks import BodyBlock
from hub.pagecache import mark

# What an editorial page shows besides itself: what upper floors put into its slots.
AREAS = ("page", "practice", "organisation", "vocabulary")
# Where the home pages stand: right below the root of all trees.
HOME_DEPTH = 2


class EditorialPageForm(WagtailAdminPageForm):
    """Tells a new page where it will stand, which it cannot know before it is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.parent_to_be = self.parent_page


class EditorialPage(Page):
    """What all editorial pages share. A slug is an address, not a text to translate."""

    base_form_class = EditorialPageForm
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("slug")]
    parent_to_be: Page | None = None

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        from hub.routes import first_segments

        # A page that is being made has no place in the tree yet.
        parent = (self.get_parent() if self.path else None) or self.parent_to_be
        below_home = parent is not None and parent.specific_class is HomePage
        if below_home and self.slug in first_segments():
            raise ValidationError(
                {"slug": _("The site uses this address itself. Choose another one.")}
            )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = translations(self)
        request.translations = nearest_translations(self, own)  # type: ignore[attr-defined]  # read by the frame
        request.languages_of_page = frozenset(own)  # type: ignore[attr-defined]  # as above
        response = super().serve(request, *args, **kwargs)
        if not getattr(request, "is_preview", False):
            mark(response, *AREAS)
        return response


def translations(page: Page) -> dict[str, str]:
    """The path of a page in each language in which it is live."""
    others = page.get_translations(inclusive=True).live().public().select_related("locale")
    return {
        languages.get(other.locale.language_code).code: other.url for other in others if other.url
    }


def nearest_translations(page: Page, own: dict[str, str]) -> dict[str, str]:
    """The path of a page, or of the nearest page above it, in each of the six languages."""
    found = dict(own)
    while len(found) < len(languages.LANGUAGES) and page.depth > HOME_DEPTH:
        page = page.get_parent()
        found = translations(page) | found
    return found


class HomePage(EditorialPage):
    """The way in: the words are the editors', the counts and lists come from the floors above."""

    lead = models.CharField(_("Lead"), max_length=300, blank=True)
    body: StreamField = StreamField(BodyBlock(), blank=True, verbose_name=_("Sections"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels, FieldPanel("lead"), FieldPanel("body"),
    ]  # fmt: skip
    template = "hub/pages/home.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["hub.StandardPage", "hub.NewsIndexPage"]

    class Meta:
        verbose_name = _("home page")


class StandardPage(EditorialPage):
    """A page of text."""

    lead = models.TextField(_("Lead"), max_length=600, blank=True)
    body: StreamField = StreamField(BodyBlock(), blank=True, verbose_name=_("Sections"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels, FieldPanel("lead"), FieldPanel("body"),
    ]  # fmt: skip
    template = "hub/pages/standard.html"
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage", "hub.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["hub.StandardPage"]

    class Meta:
        verbose_name = _("standard page")


class NewsIndexPage(EditorialPage):
    """The news, newest first."""

    lead = models.TextField(_("Lead"), max_length=600, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]
    template = "hub/pages/news_index.html"
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    subpage_types: ClassVar[list[str]] = ["hub.NewsPage"]
    max_count_per_parent = 1
    page_size = 20

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).live().public().order_by("-date", "-pk")
        context["news"] = Paginator(news, self.page_size).get_page(request.GET.get("page"))
        return context


class NewsPage(EditorialPage):
    """One piece of news."""

    date = models.DateField(_("Date"), default=timezone.localdate)
    lead = models.TextField(_("Lead"), max_length=600, blank=True)
    body: StreamField = StreamField(BodyBlock(), blank=True, verbose_name=_("Sections"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels, FieldPanel("date"), FieldPanel("lead"), FieldPanel("body"),
    ]  # fmt: skip
    template = "hub/pages/news.html"
    parent_page_types: ClassVar[list[str]] = ["hub.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("pieces of news")


EDITORIAL = (HomePage, StandardPage, NewsIndexPage, NewsPage)
