"""Mails in the reader's language, in the look of the site: ink, a serif heading, one column.

A mail is one template that extends `hub/mail/letter.html`, with the blocks `subject` and `content`.
The plain text is made of its words and the addresses of its links, so that both say the same. Mail
programs know no style sheets: each element gets its style here, and templates carry none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from hub import languages

# Stands for a broken line; the newlines of a template are only blanks.
BREAK = "\v"
SANS = "font-family:system-ui,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',sans-serif"
SERIF = "font-family:'Iowan Old Style',Palatino,'Noto Serif','Noto Naskh Arabic',Georgia,serif"
STYLES = {
    "body": f"margin:0;padding:24px;background:#ffffff;color:#16202c;{SANS};font-size:16px;"
    "line-height:1.6",
    "main": "max-width:560px",
    "h1": f"{SERIF};font-size:24px;line-height:1.3;margin:24px 0 16px",
    "h2": f"{SERIF};font-size:18px;line-height:1.3;margin:24px 0 8px",
    "h3": f"{SERIF};font-size:16px;line-height:1.4;margin:16px 0 8px",
    "p": "margin:0 0 16px",
    "blockquote": "margin:0 0 16px;padding:0 12px;border-inline-start:4px solid #d9d5cb",
    "a": "color:#0a4f9e",
    ".brand": f"{SERIF};font-weight:bold;margin:0;padding:0 0 12px;border-bottom:1px solid #d9d5cb",
    ".button": "display:inline-block;padding:10px 16px;background:#16202c;color:#ffffff;"
    "font-weight:600;text-decoration:none",
    ".above": "margin:0 0 16px;color:#4c5866;font-size:14px",
    ".code": "font-size:28px;font-weight:bold;letter-spacing:1px",
    ".foot": "margin:32px 0 0;padding:12px 0 0;border-top:1px solid #d9d5cb;color:#4c5866;"
    "font-size:14px",
}


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def letter(template: str, language: str, context: dict[str, Any]) -> Letter:
    """A mail as it goes out, in the language."""
    chosen = languages.get(language)
    with translation.override(chosen.path):
        source = render_to_string(
            template, {"language": chosen, "site_name": str(settings.HUB_NAME), **context}
        )
    soup = BeautifulSoup(source, "html.parser")
    for selector, style in STYLES.items():
        for element in soup.select(selector):
            element["style"] = style
    subject = soup.title.get_text() if soup.title else ""
    return Letter(" ".join(subject.split()), _plain(source), str(soup))


def send(
    template: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> None:
    """Send one mail to one address, with more headers where there are; what the mail server says
    against it is raised."""
    made = letter(template, language, context)
    message = EmailMultiAlternatives(
        made.subject,
        made.text,
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    message.attach_alternative(made.html, "text/html")
    message.send()


def _plain(source: str) -> str:
    """The paragraphs, each link followed by its address."""
    soup = BeautifulSoup(source, "html.parser")
    for line_break in soup.select("br"):
        line_break.replace_with(BREAK)
    blocks = (_words(block) for block in soup.select("h1, h2, h3, p, li"))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _words(block: Tag) -> str:
    links = block.select("a[href]")
    addresses = list(dict.fromkeys(str(link["href"]) for link in links))
    if len(addresses) > 1:
        # Each stands where its link does.
        for link in links:
            link.append(f"{BREAK}{link['href']}")
        addresses = []
    lines = (" ".join(line.split()) for line in block.get_text().split(BREAK))
    return "\n".join([*lines, *addresses])
