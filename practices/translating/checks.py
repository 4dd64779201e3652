"""System checks: the settings of translating name what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from practices.translating import glossary, providers


@register()
def provider_can_be_loaded(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    if not providers.is_on():
        return []
    try:
        providers.load()
    except Exception as error:
        return [
            Error(
                f"HUB_TRANSLATION_PROVIDER is {settings.HUB_TRANSLATION_PROVIDER!r}: {error}",
                hint="Name a class as practices.translating.providers.Provider says, or leave it "
                "empty.",
                id="practices.E001",
            )
        ]
    return []


@register()
def glossary_can_be_read(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    if not settings.HUB_GLOSSARY_FILE:
        return []
    try:
        glossary.read_file(settings.HUB_GLOSSARY_FILE)
    except glossary.BrokenGlossary as error:
        return [
            Error(
                f"HUB_GLOSSARY_FILE cannot be used: {error}",
                hint="A CSV in UTF-8 whose first line names languages: en,fr,ar.",
                id="practices.E002",
            )
        ]
    return []
