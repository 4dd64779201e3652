"""The library: a practice, its texts, its screening."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from hub import indexing, setup

SHIPPED = Path(__file__).resolve().parent / "data" / "practices.jsonl"


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from hub import trial
        from hub.files import registry
        from practices import following
        from practices.confirming import setting_up as confirming
        from practices.exchange import setting_up as exchange
        from practices.files import KIND, PracticeFiles
        from practices.indexing import PracticeSource
        from practices.models import CannedReason, Practice, PracticeText
        from practices.policy import SecretariatEdits, SecretariatKeeps
        from practices.screening import setting_up
        from practices.translating import setting_up as translating
        from practices.writing import setting_up as writing

        register_permission_policy(CannedReason, SecretariatKeeps(CannedReason))
        for model in (Practice, PracticeText):
            register_permission_policy(model, SecretariatEdits(model))
        indexing.register(PracticeSource())
        registry.use(KIND, PracticeFiles())
        setting_up.register()
        translating.register()
        writing.register()
        exchange.register()
        following.register()
        confirming.register()
        trial.show(make_examples)
        setup.step("practices", load_practices, order=30, inputs=(SHIPPED,))
        setup.step("reasons", setting_up.load_reasons, order=40, inputs=(setting_up.REASONS,))


def load_practices(report: setup.Report) -> None:
    report("Loading the practices …")
    call_command("import_practices", str(SHIPPED), check=False)


def make_examples() -> None:
    from practices import examples
    from practices.translating import examples as translations

    examples.make()
    translations.make()
