"""The six trees of editorial pages, and who may edit them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
)

from hub import content, languages
from hub.models import HomePage, NewsIndexPage, Role, StandardPage
from hub.setup import Report

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# Files that a page links to.
DOCUMENT_PERMISSIONS = ("add_document", "change_document", "delete_document", "choose_document")


def load_pages(report: Report) -> None:
    """Make the trees that are missing, with the texts of `hub.content`; touch no page that is
    there."""
    with transaction.atomic():
        locales = {
            language.code: Locale.objects.get_or_create(language_code=language.path)[0]
            for language in languages.LANGUAGES
        }
        home = HomePage.objects.filter(locale=locales[languages.DEFAULT]).first()
        if home is None:
            report("Writing the editorial pages in six languages …")
            home = _make_home(locales[languages.DEFAULT])
        # The tree that the others are translations of comes first.
        for code in sorted(locales, key=lambda code: code != languages.DEFAULT):
            _complete_tree(home, code, locales[code])
        grant_editorial_permissions()


def _make_home(locale: Locale) -> HomePage:
    root = Page.get_first_root_node()
    text = content.read(languages.DEFAULT, content.HOME)
    # The page that Wagtail brings along stands on the address that ours needs.
    for welcome in root.get_children().filter(slug="home"):
        if welcome.specific_class is Page:
            Site.objects.filter(root_page=welcome).update(root_page=root)
            welcome.delete()
    root = Page.objects.get(pk=root.pk)
    home = HomePage(slug="home", locale=locale, live=False, **_fields(text))
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "hostname": "localhost", "port": 80, "site_name": "GCM Hub"},
    )
    return home


def _complete_tree(source_home: HomePage, code: str, locale: Locale) -> None:
    home = _translation(source_home, code, locale, content.HOME)
    for slug in (*content.STANDARD, content.NEWS):
        model: Any = NewsIndexPage if slug == content.NEWS else StandardPage
        source = model.objects.child_of(source_home).filter(slug=slug).first()
        if code == languages.DEFAULT:
            if source is None:
                fields = _fields(content.read(code, slug), model)
                page = model(slug=slug, locale=locale, live=False, **fields)
                home.add_child(instance=page)
                page.save_revision().publish()
        elif source is not None:
            _translation(source, code, locale, slug)


def _translation(source: Any, code: str, locale: Locale, slug: str) -> Any:
    if code == languages.DEFAULT:
        return source
    page = source.get_translation_or_none(locale)
    if page is not None:
        return page
    page = source.copy_for_translation(locale)
    for name, value in _fields(content.read(code, slug), type(source)).items():
        setattr(page, name, value)
    page.slug = f"home-{locale.language_code}" if isinstance(source, HomePage) else source.slug
    page.save()
    page.save_revision().publish()
    return page


def _fields(text: content.Text, model: Any = HomePage) -> dict[str, Any]:
    from hub import richtext

    fields: dict[str, Any] = {"title": text.title, "draft_title": text.title, "lead": text.lead}
    if model is not NewsIndexPage:
        fields["body"] = [
            ("section", {"heading": heading, "text": richtext.render(body)})
            for heading, body in text.sections
        ]
    return fields


def grant_editorial_permissions() -> None:
    """The secretariat edits every page; other roles enter no admin."""
    group, _created = Group.objects.get_or_create(name=Role.SECRETARIAT)
    root = Page.get_first_root_node()
    for codename in PAGE_PERMISSIONS:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for codename in DOCUMENT_PERMISSIONS:
        permission = Permission.objects.get(
            content_type__app_label="wagtaildocs", codename=codename
        )
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="wagtail_localize"),
    )
