"""The two locks: whether they are what pyproject.toml asks for, and how to make them anew."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
LOCKS = {
    "requirements.lock": ["--extra", "semantic", "pyproject.toml"],
    "requirements-dev.lock": ["--group", "pyproject.toml:dev", "-c", "requirements.lock"],
}


def asked_for() -> dict[str, list[str]]:
    """By lock, the requirements in pyproject.toml that it is made of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["semantic"],
    ]
    return {
        "requirements.lock": needed,
        "requirements-dev.lock": [*needed, *project["dependency-groups"]["dev"]],
    }


def first_line(lock: str) -> str:
    """What a lock begins with: of which requirements it was made. Comparing it needs no index,
    so that a lock is found stale on a machine without a network too."""
    wanted = json.dumps(sorted(asked_for()[lock])).encode()
    return f"# made of: {hashlib.sha256(wanted).hexdigest()}\n"


def write() -> None:
    """Compile both locks, keeping pins that still do."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("pyproject.toml", *LOCKS):
            shutil.copy(ROOT / file, folder / file)
        for lock, source in LOCKS.items():
            subprocess.run(
                [uv, "pip", "compile", "-q", *COMMON, *source, "-o", lock], cwd=folder, check=True
            )
        for lock in LOCKS:
            (ROOT / lock).write_text(first_line(lock) + (folder / lock).read_text())


if __name__ == "__main__":
    if "--write" not in sys.argv:
        raise SystemExit("usage: python -m tests.locks --write")
    write()
