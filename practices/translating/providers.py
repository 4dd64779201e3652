"""Where machine translations come from: a class of one's own, named by `HUB_TRANSLATION_PROVIDER`.

None is shipped and none is on by default: what people wrote leaves the hub only where whoever
runs it has chosen so. A provider is asked by the worker, never within a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string


class ProviderFailed(Exception):
    """No translation could be had now; the message is for the log, not for people."""


@runtime_checkable
class Provider(Protocol):
    """Made for each job, without arguments; reads its own settings.

    name: of the service, as people may read it beside what it wrote.
    """

    name: str

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        """The texts (Markdown, up to 20,000 letters each) in the other language, in their order,
        with links and structure kept. source, target: BCP 47 tags. Raises `ProviderFailed`; what
        else it raises counts as that."""
        ...


def is_on() -> bool:
    return bool(settings.HUB_TRANSLATION_PROVIDER)


def load() -> Provider:
    """The provider of the settings. Raises ImportError, or TypeError for what is none."""
    made = import_string(settings.HUB_TRANSLATION_PROVIDER)()
    if not isinstance(made, Provider):
        raise TypeError(f"{settings.HUB_TRANSLATION_PROVIDER} is no provider of translations")
    return made
