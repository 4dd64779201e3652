"""What somebody wrote in a reply, without the mail that it answers and without a signature.

The surest sign is the line that the hub's own mail begins with ("##- … -##", in any language): all
that mail programs put under a reply comes after it. Where it is gone, the usual signs count: lines
with `>`, "… wrote:", a block of headers. Rather too much is kept than a word of the author's lost:
a line counts as a sign only where what follows it is quoted, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# The marks around the line above which a reply is written, which may be broken on its way.
_MARK = re.compile(r"[>\s]*##- ")
_MARK_ENDS = "-##"
LONGEST = 200_000
# The lines that a mail program may break its "… wrote:" into.
LONGEST_ATTRIBUTION = 4
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_QUOTED = re.compile(r"\s{0,3}>")
# In the six languages, as common mail programs write it. Any other ends in an address and a colon.
_ATTRIBUTION = re.compile(
    r"(?:On .+ wrote|Le .+ a écrit|El .+ escribió|.+ (?:написала?|пишет|писала?)(?:\(а\))?"
    r"|.*(?:写道|寫道)|(?:في|بتاريخ|يوم) .+ (?:كتب|كتبت|كتب/ت).*|.*\d.*<[^<>@]+@[^<>]+>.{0,20})"
    r"\s?[:：]"
)
_HEADER = re.compile(
    r"\*{0,2}(?:From|Sent|Date|To|Cc|Subject|De|Envoyé|À|Objet|Enviado(?: el)?|Fecha|Para|Asunto"
    r"|От|Отправлено|Дата|Кому|Копия|Тема|发件人|发送时间|日期|收件人|抄送|主题"
    r"|من|تم الإرسال|التاريخ|تاريخ|إلى|نسخة|الموضوع)\*{0,2}\s?[:：]",
    re.IGNORECASE,
)
# "-----Original Message-----", in whichever language.
_RULED_WORDS = re.compile(r"-{4,} ?[^\s-].{0,60}[^\s-] ?-{4,}")
_RULE = re.compile(r"_{20,}")
_SIGNATURE = re.compile(r"--\s?")
_SENT_FROM = re.compile(
    r"(?:Sent from (?:my |Outlook)|Get Outlook for|Envoyé de(?:puis)? mon|Enviado desde mi"
    r"|Отправлено (?:с|из) |发自我的|أُ?رسلت? من|تم الإرسال من).{0,60}"
)


def own_words(text: str) -> str:
    """The words of the author alone; "" where there are none. Of a text that is longer than any
    post with what it quotes, only the beginning is read."""
    lines = [line.rstrip() for line in text[:LONGEST].splitlines()]
    mark = next((at for at in range(len(lines)) if _is_mark(lines, at)), len(lines))
    above = _above_quotation(lines[:mark])
    if above or mark == len(lines):
        return above
    # Written below what is quoted, or between its lines.
    below = lines[mark + 1 :]
    return _trimmed([line for line in (*lines[:mark], *below) if not _QUOTED.match(line)])


def _is_mark(lines: Sequence[str], at: int) -> bool:
    return bool(_MARK.match(lines[at])) and any(_MARK_ENDS in each for each in lines[at : at + 3])


def _above_quotation(lines: Sequence[str]) -> str:
    plain = [_INVISIBLE.sub("", line).strip() for line in lines]
    for at in range(len(lines)):
        if _RULED_WORDS.fullmatch(plain[at]) or _headers_begin(plain, at):
            return _trimmed(lines[:at])
        after = _after_attribution(plain, at)
        if after and _is_only_quoted(plain[after:]):
            return _trimmed(lines[:at])
    return _trimmed([line for line in lines if not _QUOTED.match(line)])


def _headers_begin(plain: Sequence[str], at: int) -> bool:
    """Three headers in a row, perhaps under a ruled line."""
    start = at + 1 if _RULE.fullmatch(plain[at]) else at
    block = [line for line in plain[start : start + 8] if line][:3]
    return len(block) == 3 and all(_HEADER.match(line) for line in block) and bool(plain[start])


def _after_attribution(plain: Sequence[str], at: int) -> int:
    """The line after a "… wrote:" that begins there; 0 for none."""
    if not plain[at]:
        return 0
    for end in range(at + 1, min(at + LONGEST_ATTRIBUTION, len(plain)) + 1):
        if not plain[end - 1]:
            return 0
        joined = " ".join(plain[at:end])
        if len(joined) < 300 and joined.endswith((":", "：")) and _ATTRIBUTION.fullmatch(joined):
            return end
    return 0


def _is_only_quoted(plain: Sequence[str]) -> bool:
    return all(not line or _QUOTED.match(line) for line in plain)


def _trimmed(lines: Sequence[str]) -> str:
    """Without the signature, the advertisement of a telephone, and empty lines around it."""
    kept = list(lines)
    for at, line in enumerate(kept):
        # A ruled line of Markdown has text below it of any length; signatures are short.
        if _SIGNATURE.fullmatch(line) and len(kept) - at <= 12:
            kept = kept[:at]
            break
    while kept and (not kept[-1].strip() or _SENT_FROM.match(_INVISIBLE.sub("", kept[-1]).strip())):
        kept.pop()
    return "\n".join(kept).strip()
