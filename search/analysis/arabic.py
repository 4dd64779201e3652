"""What hangs on the front of an Arabic word."""

from __future__ import annotations

from collections.abc import Callable

from search.analysis.folding import fold

ARTICLE = "ال"
_AND = "و"
# With the article in them, longest first; each needs so many letters after it.
_PREFIXES = ("وبال", "وكال", "وفال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال")
_LEFT = 3
# How words begin whose first letter is no "and", folded.
_WITH_AND = (
    "وثيق", "وثاي", "وزار", "وزير", "وزرا", "وطن", "ولاي", "ولاد", "ولد", "والد", "وسيل", "وساي",
    "وساط", "وسيط", "وسط", "وضع", "وقت", "وقاي", "وقع", "وقف", "وكال", "وكيل", "وافد", "وصول",
    "وصل", "وصم", "وعي", "وحد", "وظيف", "وظاي", "ورش", "ورق", "واقع", "واجب", "واحد", "واسع",
    "واضح", "وفا", "وفر", "وجود", "وجه", "وجب", "وعد", "وهم", "وبا",
)  # fmt: skip
# Prepositions of one letter with how many letters each needs after it; at the front of these
# words they are none.
_PREPOSITIONS = {"ل": 3, "ب": 4}
_WITH_PREPOSITION = (
    "لاج", "لاتين", "لغ", "لجن", "لجان", "لبنان", "ليب", "لقا", "لواي", "لحظ", "لوح", "لوج", "لوكس",
    "لقاح", "لعب", "ليل", "لسان", "لهج", "لذ", "لما", "لدي",
    "بلد", "بلاد", "بلاغ", "بيان", "برنامج", "برامج", "برازيل", "بطاق", "بطال", "بشر", "بحث", "بحر",
    "بحوث", "بنا", "بنك", "بنوك", "بنين", "بيت", "بيوت", "بيي", "باكستان", "باحث", "بنغل", "بريد",
    "بريط", "بواب", "بديل", "بداي", "بقا", "بصم", "بعث", "بدا", "بلج", "بلغ", "بول", "بورك",
    "بورون", "بوتس", "بيرو", "بيل", "بوسن", "بحري", "باراغ", "بروتوكول", "بضاي", "بسيط", "بني",
)  # fmt: skip


# Countries whose stem is that of another word: Bahrain is no sea, Gabon no forest.
_WHOLE = frozenset({"بحرين", "غابون", "بنين"})


def without_prefix(form: str) -> str:
    """A folded word without "and", "the", and the prepositions that are written with it."""
    if form.startswith(_WITH_AND):
        return form
    for prefix in _PREFIXES:
        if form.startswith(prefix) and len(form) - len(prefix) >= _LEFT:
            return form[len(prefix) :]
    if form.startswith(_AND) and len(form) - 1 >= _LEFT:
        return without_prefix(form[1:])
    left = _PREPOSITIONS.get(form[:1])
    if left and len(form) - 1 >= left and not form.startswith(_WITH_PREPOSITION):
        return form[1:]
    return form


def stem(form: str, stemmer: Callable[[str], str]) -> str:
    """The stem of a folded word. The stemmer reads a word best with the article, and with the
    ending that folding took for a pronoun."""
    bare = without_prefix(form)
    if bare in _WHOLE:
        return bare
    found = fold(stemmer(ARTICLE + (f"{bare[:-1]}ة" if bare.endswith("ه") else bare)))
    if found.startswith(ARTICLE) and not bare.startswith(ARTICLE):
        found = found[len(ARTICLE) :]
    return found
