"""Addresses of mail, without a language."""

from __future__ import annotations

from django.urls import path

from discussions.mailed import hook

urlpatterns = [path("mail/reply/", hook.reply, name="mail-reply")]
