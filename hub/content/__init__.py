"""The editorial pages that a new installation starts with, in six languages.

`<language>/<slug>.md` holds a page: `# title`, a first paragraph that is its lead, then `##`
sections. `home.md` is the home page. They are written once; from then on editors change them in
the admin and nothing here overwrites what they did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HOME = "home"
NEWS = "news"
STANDARD = ("about", "terms", "privacy", "moderation", "accessibility")


@dataclass(frozen=True)
class Text:
    """One page in one language. sections: heading and Markdown."""

    title: str
    lead: str
    sections: tuple[tuple[str, str], ...]


def files() -> tuple[Path, ...]:
    return tuple(sorted(FOLDER.glob("*/*.md")))


def read(code: str, slug: str) -> Text:
    """A page's text; ValueError where the file has not the shape that the module's head says."""
    path = FOLDER / code / f"{slug}.md"
    source = path.read_text(encoding="utf-8").strip()
    head, *rest = re.split(r"^## +", source, flags=re.MULTILINE)
    first, _newline, lead = head.partition("\n")
    if not first.startswith("# "):
        raise ValueError(f"{path}: the first line must be '# title'")
    sections = []
    for part in rest:
        heading, _newline, body = part.partition("\n")
        sections.append((heading.strip(), body.strip()))
    return Text(first[2:].strip(), " ".join(lead.split()), tuple(sections))
