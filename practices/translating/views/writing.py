"""Writing a translation beside its original. Every button saves what was typed first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Refused
from hub.actions.core import payload_hash
from hub.permissions import is_secretariat
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from hub.wording import Name
from practices.actions import Stale, publish_text
from practices.links import address
from practices.merging import value_hash
from practices.models import Practice, PracticeText
from practices.permissions import can_edit_practice
from practices.translating import providers
from practices.translating.actions import ask_machine, offer_translation, save_translation
from practices.translating.forms import TranslationForm
from practices.translating.page import (
    fields_beside,
    other_language,
    read_bases,
    what_may_be_published,
)
from practices.translating.segments import FIELDS, source_of, standings


def translatable(request: HttpRequest, pk: int) -> Practice:
    """The practice that somebody may translate; 403 where they may only read it."""
    practices = Practice.objects.select_related("organisation")
    practice = practices.translatable_by(request.user).filter(pk=pk).first()
    if practice is None:
        if practices.visible_to(request.user).filter(pk=pk).exists():
            raise PermissionDenied
        raise Http404
    return practice


@private
@signed_in
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/translate/`: the texts that there are, and the way to
    one more (`?language=pt`)."""
    practice = translatable(request, pk)
    source = source_of(practice)
    if source is None:
        raise Http404
    asked = request.GET.get("language", "").strip()
    code = other_language(asked, practice)
    if code:
        return redirect("practices:draft-translate", pk, code)
    there = {text.language: text for text in practice.texts.order_by("pk")}
    own = practice.original_language
    codes = [*languages.CODES, *(each for each in there if each not in languages.CODES)]
    context = {
        "practice": practice,
        "source": source,
        "texts": [(each, there.get(each)) for each in codes if each != own],
        "asked": asked,
        "crumbs": _crumbs(request, practice),
    }
    status = 422 if asked else 200
    return render(request, "practices/translating/translations.html", context, status=status)


@private
@signed_in
def translate(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/translate/<language>/`"""
    practice = translatable(request, pk)
    code, source = other_language(language, practice), source_of(practice)
    if code is None or source is None:
        raise Http404
    if code != language and request.method != "POST":
        return redirect("practices:draft-translate", pk, code)
    text = practice.texts.filter(language=code).select_related("latest_revision").first()
    page = _Page(request, practice, code, source, text)
    return page.answer_post() if request.method == "POST" else page.shown()


class _Page:
    """One request for the page of a translation."""

    def __init__(
        self,
        request: HttpRequest,
        practice: Practice,
        code: str,
        source: PracticeText,
        text: PracticeText | None,
    ) -> None:
        self.request, self.practice, self.code = request, practice, code
        self.source, self.text = source, text
        self.standings = standings(practice, text, source)
        self.sent: QueryDict | None = request.POST if request.method == "POST" else None
        self.form = self._form()

    def _form(self) -> TranslationForm:
        return TranslationForm(
            self.sent,
            language=self.code,
            lengths={each.name: len(each.source) for each in self.standings},
            initial={each.name: each.words for each in self.standings},
        )

    def answer_post(self) -> HttpResponse:
        verb, _colon, name = self.request.POST.get("do", "save").partition(":")
        if not self.form.is_valid():
            return self.shown(status=422)
        confirmed = [name] if verb == "hold" and name in FIELDS else []
        try:
            saved = self._save(confirmed)
            if saved is not None:
                self._say_what_was_saved(saved, confirmed, quiet=verb not in ("save", "hold"))
            self._go_on(verb)
        except Stale as stale:
            return self.shown(status=409, stale=stale)
        except Refused as refusal:
            for field, reason in refusal.messages.items():
                self.form.add_error(field if field in self.form.fields else None, reason)
            return self.shown(status=422)
        here = reverse("practices:draft-translate", args=[self.practice.pk, self.code])
        place = name if name in FIELDS else ""
        return HttpResponseRedirect(f"{here}#field-{place}" if place else here)

    def _save(self, confirmed: list[str]) -> dict[str, Any] | None:
        """What the action answers; None where there is nothing to save yet."""
        words = self.form.words
        if self.text is None and not any(words.values()):
            return None
        bases, sources = read_bases(self.request.POST)
        number = self.request.POST.get("seen", "")
        payload: dict[str, Any] = {
            "content": words,
            "sources": sources or None,
            "confirmed": confirmed,
            # One that was not there when the page was opened: the bases alone say what was read.
            "seen": int(number) if number.isdecimal() and len(number) < 10 else None,
            "base": bases,
        }
        # Who goes back to the page and sends it anew with other words saves anew.
        key = f"{self.form.cleaned_data['key'][:40]}-{payload_hash(payload)[:32]}"
        return save_translation(
            by=self.request.user, key=key, practice=self.practice, language=self.code, **payload
        )

    def _say_what_was_saved(
        self, saved: dict[str, Any], confirmed: list[str], *, quiet: bool
    ) -> None:
        """quiet: what was asked for beyond saving is told, and says enough."""
        if saved["moved"]:
            messages.warning(
                self.request,
                _("Saved. The original changed while you were writing; look at it again."),
            )
        elif confirmed:
            messages.success(self.request, _("Noted: this part still holds."))
        elif not quiet:
            messages.success(self.request, _("Saved."))

    def _go_on(self, verb: str) -> None:
        """What the button asks for beyond saving."""
        key = f"{self.form.cleaned_data['key'][:60]}-{verb[:16]}"
        about: dict[str, Any] = {"by": self.request.user, "key": key}
        if verb == "machine":
            ask_machine(practice=self.practice, language=self.code, **about)
            messages.success(
                self.request,
                _("A machine translation is being made. You are told when it is there."),
            )
        elif verb == "offer":
            offer_translation(practice=self.practice, language=self.code, **about)
            messages.success(
                self.request,
                _("The organisation and the secretariat are told that it is ready."),
            )
        elif verb == "publish" and is_secretariat(self.request.user):
            text = self.practice.texts.filter(language=self.code).first()
            if text is None:
                raise Refused(_("Nothing is translated yet."))
            publish_text(text=text, **about)
            messages.success(self.request, _("The translation is public."))

    def _take_in_what_others_saved(self) -> None:
        """In the parts that the writer did not change, the page shows what is saved now."""
        self.text = PracticeText.objects.get(practice=self.practice, language=self.code)
        self.standings = standings(self.practice, self.text, self.source)
        sent = self.request.POST.copy()
        for each in self.standings:
            base = sent.get(f"base-{each.name}")
            if base is not None and value_hash(sent.get(each.name, "")) == base:
                sent[each.name] = each.words
                sent[f"base-{each.name}"] = value_hash(each.words)
        self.sent = sent
        self.form = self._form()

    def shown(self, status: int = 200, stale: Stale | None = None) -> HttpResponse:
        if stale is not None:
            self._take_in_what_others_saved()
        fields = fields_beside(
            self.form, self.practice, self.code, self.standings, self.sent,
            stale.content if stale else None,
        )  # fmt: skip
        machine = [each for each in fields if each.standing.is_machine_made]
        number = self.text.draft_number if self.text else ""
        if self.sent is not None and stale is None:
            number = self.sent.get("seen", "")[:10]
        own = can_edit_practice(self.request.user, self.practice)
        context = {
            "practice": self.practice,
            "source": self.source,
            "text": self.text,
            "code": self.code,
            "form": self.form,
            "fields": fields,
            "seen": number,
            "stale": stale,
            "behind": [each for each in fields if each.standing.is_stale],
            "missing": [each for each in fields if each.state == "missing"],
            "machine": machine,
            "original_is_draft": not self.source.live,
            "provider_on": providers.is_on(),
            "has_news": what_may_be_published(self.text),
            "may_publish": is_secretariat(self.request.user) and self.practice.live,
            "check_url": address("practices:draft-check", self.practice.pk) if own else "",
            "title": Name(self.source.title, self.source.language),
            "crumbs": _crumbs(self.request, self.practice),
        }
        return render(self.request, "practices/translating/translate.html", context, status=status)


def _crumbs(request: HttpRequest, practice: Practice) -> list[tuple[str, str]]:
    """The way back: to one's drafts, to the list of what may be translated."""
    if practice.organisation is not None and can_edit_practice(request.user, practice):
        own = [(_("My practices"), address("practices:drafts"))]
    else:
        own = [(_("Translating"), address("practices:translating"))]
    return [(label, url) for label, url in own if url]
