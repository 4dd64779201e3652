"""The library: a practice, its texts, its screening."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub import navigation


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        navigation.add("search:practices", _("Practices"))
