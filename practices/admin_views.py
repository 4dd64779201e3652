"""What the library's pages in the Wagtail admin do: each change goes through an action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.models import Revision
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from hub.actions import Refused
from hub.permissions import is_secretariat
from practices.actions import (
    change_address,
    publish_practice,
    publish_text,
    save_draft,
    save_text,
)
from practices.models import Practice, PracticeText

PUBLISH = "publish-here"


class DraftView(EditView):
    """Saving goes through an action, and so does our publish button."""

    def get_available_actions(self) -> list[str]:
        return [*super().get_available_actions(), PUBLISH]

    def save_instance(self) -> Any:
        instance = self.form.save(commit=False)
        self.has_content_changes = self.form.has_changed()
        over = self.overwrite_revision
        answer = self.save_version(instance, over.pk if over else None)
        self.new_revision = Revision.objects.get(pk=answer["revision"])
        instance.latest_revision = self.new_revision
        instance.has_unpublished_changes = True
        return instance

    def save_version(self, instance: Any, over: int | None) -> dict[str, Any]:
        raise NotImplementedError

    def publish_version(self) -> dict[str, Any]:
        raise NotImplementedError

    def publish_here_action(self) -> HttpResponse:
        """What was typed has been kept as a draft; what stops it from being published is said
        beside its field."""
        try:
            self.publish_version()
        except Refused as refused:
            for field, reason in refused.messages.items():
                self._refuse(field, reason)
            self.produced_error_message = _("Saved as a draft. It cannot be published yet.")
            return self.form_invalid(self.form)
        messages.success(self.request, _("Published."))
        return HttpResponseRedirect(self.get_edit_url())

    def _refuse(self, field: str, reason: str) -> None:
        formset = getattr(self.form, "formsets", {}).get(field)
        if formset is not None:
            formset._non_form_errors.append(reason)
        else:
            self.form.add_error(field if field in self.form.fields else None, reason)


class PracticeForm(WagtailAdminModelForm):
    """The facts. Says beside its field what the database would refuse without naming one."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        start, end = given.get("start_year"), given.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("The end is before the start."))
        evidence, source = given.get("evidence"), given.get("evidence_source")
        if evidence and not source:
            self.add_error("evidence_source", _("Say who said so."))
        if source and not evidence:
            self.add_error("evidence", _("Say how strong it is, or leave open who said so."))
        return given


def named(practice: Practice, texts: Iterable[PracticeText]) -> str:
    """A practice by its title: English, else the original, else any."""
    titles = {text.language: text.title for text in texts}
    own = practice.original_language
    return titles.get("en") or titles.get(own) or next(iter(titles.values()), str(practice))


class PracticeEditView(DraftView):
    def get_page_subtitle(self) -> str:
        return named(self.live_object, self.live_object.texts.all())

    def save_version(self, instance: Practice, over: int | None) -> dict[str, Any]:
        content = instance.serializable_data()
        return save_draft(by=self.request.user, practice=instance, content=content, over=over)

    def publish_version(self) -> dict[str, Any]:
        return publish_practice(by=self.request.user, practice=self.live_object)


class TextForm(WagtailAdminModelForm):
    """A text. Whether a translation follows the original is for its writer to say."""

    follows_original = forms.BooleanField(
        label=gettext_lazy("It follows the original as it is now"),
        help_text=gettext_lazy("Its page says so when the original has changed since."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.language == self.instance.practice.original_language:
            del self.fields["follows_original"]


class TextEditView(DraftView):
    def save_version(self, instance: PracticeText, over: int | None) -> dict[str, Any]:
        return save_text(
            by=self.request.user,
            text=instance,
            content=instance.serializable_data(),
            over=over,
            follows_original=bool(self.form.cleaned_data.get("follows_original")),
        )

    def publish_version(self) -> dict[str, Any]:
        return publish_text(by=self.request.user, text=self.live_object)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the audit; not public."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class AddressForm(forms.Form):
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("The old address keeps leading to the practice."),
        max_length=100,
    )


class LibraryIndexView(IndexView):
    """Finds what has each of the words, in whichever order and column."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for word in (self.search_query or "").split():
            columns = ((f"{column}__icontains", word) for column in self.search_fields)
            matching = self.model.objects.filter(Q(*columns, _connector=Q.OR))
            queryset = queryset.filter(pk__in=matching.values("pk"))
        return queryset


class LibraryViewSet(SnippetViewSet):
    """What practices and their texts have in common in the admin."""

    index_view_class = LibraryIndexView

    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    search_backend_name = None
    list_per_page = 50

    @property
    def revisions_revert_view_class(self) -> type[DraftView]:
        """Going back to an earlier version keeps it as a draft, by the same action."""
        base = self.edit_view_class
        return type(
            "RevertView",
            (RevisionsRevertMixin, base),
            {"view_name": "revisions_revert", "save_instance": base.save_instance},
        )

    def register_chooser_viewset(self) -> None:
        """None: a chooser would show drafts to everybody who may enter the admin."""

    def withdraw(self, instance: Any, user: Any, reason: str) -> dict[str, Any]:
        raise NotImplementedError

    def edit_url(self, instance: Any) -> str:
        return reverse(self.get_url_name("edit"), args=[quote(instance.pk)])

    def found(self, request: HttpRequest, pk: int) -> Any:
        if not is_secretariat(request.user):
            raise PermissionDenied
        return get_object_or_404(self.model, pk=pk)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, then take it from the public."""
        instance = self.found(request, pk)
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        edit_url = self.edit_url(instance)
        if request.method == "POST" and form.is_valid():
            self.withdraw(instance, request.user, form.cleaned_data["reason"])
            messages.success(request, _("Withdrawn. Nothing is lost; publishing brings it back."))
            return HttpResponseRedirect(edit_url)
        context = {"form": form, "instance": instance, "edit_url": edit_url}
        return TemplateResponse(request, "practices/admin/withdraw.html", context)

    def get_urlpatterns(self) -> list[Any]:
        own = path("withdraw/<int:pk>/", self.withdraw_view, name="withdraw")
        return [*super().get_urlpatterns(), own]


class AddressedViewSet(LibraryViewSet):
    """With the page on which a practice gets another address."""

    def address_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        instance = self.found(request, pk)
        form = AddressForm(
            request.POST if request.method == "POST" else None, initial={"slug": instance.slug}
        )
        edit_url = self.edit_url(instance)
        if request.method == "POST" and form.is_valid():
            try:
                change_address(by=request.user, practice=instance, slug=form.cleaned_data["slug"])
            except Refused as refused:
                form.add_error("slug", refused.messages["slug"])
            else:
                messages.success(request, _("The address is changed."))
                return HttpResponseRedirect(edit_url)
        context = {"form": form, "instance": instance, "edit_url": edit_url}
        return TemplateResponse(request, "practices/admin/address.html", context)

    def get_urlpatterns(self) -> list[Any]:
        own = path("address/<int:pk>/", self.address_view, name="address")
        return [*super().get_urlpatterns(), own]
