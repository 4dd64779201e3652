"""What a run needs before it serves: steps that the apps register, carried out once.

    setup.step("practices", load_practices, order=30)

A step must be harmless when it runs again. `run_steps` remembers, by the hash of the files that
went in, that nothing is left to do, so that the next start takes no time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

Report = Callable[[str], None]


@dataclass(frozen=True, order=True)
class Step:
    order: int
    name: str
    run: Callable[[Report], None]


_steps: dict[str, Step] = {}
_inputs: set[Path] = set()


def step(
    name: str, run: Callable[[Report], None], *, order: int, inputs: tuple[Path, ...] = ()
) -> None:
    """Register a step; `inputs` are the files whose change makes it due again."""
    _steps[name] = Step(order, name, run)
    _inputs.update(inputs)


def fingerprint() -> str:
    """The state of everything that set-up depends on; a run's folder may be moved or copied."""
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for path in sorted({*root.glob("*/migrations/*.py"), *_inputs, root / "requirements.lock"}):
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    # A library that brings tables of its own.
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    database = Path(settings.DATABASES["default"]["NAME"])
    folder = Path(settings.HUB_VAR)
    name = database.relative_to(folder) if database.is_relative_to(folder) else database
    digest.update(str(name).encode())
    return digest.hexdigest()


def run_steps(report: Report, *, again: bool = False) -> bool:
    """Carry out the steps in order; whether there was anything to do."""
    stamp = Path(settings.HUB_VAR) / "setup.stamp"
    due = fingerprint()
    if not again and stamp.exists() and stamp.read_text() == due:
        return False
    for one in sorted(_steps.values()):
        one.run(report)
    stamp.write_text(due)
    return True
