"""The two locks: whether they are what pyproject.toml asks for, and how to make them anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["--group", "pyproject.toml:dev", "-c", "requirements.lock"],
}


def compile_into(folder: Path) -> None:
    """Compile both locks in a folder that holds pyproject.toml, keeping pins that still do."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    for name, source in LOCKS.items():
        subprocess.run(
            [uv, "pip", "compile", "-q", *COMMON, *source, "-o", name], cwd=folder, check=True
        )


def freshly_compiled() -> dict[str, str]:
    """What the locks should say, with the pins that they have."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("pyproject.toml", *LOCKS):
            shutil.copy(ROOT / file, folder / file)
        compile_into(folder)
        return {lock: (folder / lock).read_text() for lock in LOCKS}


if __name__ == "__main__":
    if "--write" not in sys.argv:
        raise SystemExit("usage: python -m tests.locks --write")
    compile_into(ROOT)
