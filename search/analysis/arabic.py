"""What hangs on the front of an Arabic word."""

from __future__ import annotations

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
# A preposition of one letter needs more after it, and is none at the front of these.
_PREPOSITIONS = ("ل", "ب")
_LEFT_OF_MORE = 4
_WITH_PREPOSITION = (
    "لاج", "لاتين", "لغ", "لجن", "لجان", "لبنان", "ليب", "لقا", "لواي", "لحظ", "لوح", "لوج", "لوكس",
    "بلد", "بلاد", "بلاغ", "بيان", "برنامج", "برامج", "برازيل", "بطاق", "بطال", "بشر", "بحث", "بحر",
    "بحوث", "بنا", "بنك", "بنوك", "بنين", "بيت", "بيوت", "بيي", "باكستان", "باحث", "بنغل", "بريد",
    "بريط", "بواب", "بديل", "بداي", "بقا", "بصم", "بعث", "بدا", "بلج", "بلغ", "بول", "بورك",
    "بورون", "بوتس", "بيرو", "بيل", "بوسن", "بحري", "باراغ", "بروتوكول", "بضاي", "بسيط", "بني",
)  # fmt: skip


def without_prefix(form: str) -> str:
    """A folded word without "and", "the", and the prepositions that are written with it."""
    if form.startswith(_WITH_AND):
        return form
    for prefix in _PREFIXES:
        if form.startswith(prefix) and len(form) - len(prefix) >= _LEFT:
            return form[len(prefix) :]
    if form.startswith(_AND) and len(form) - 1 >= _LEFT:
        return without_prefix(form[1:])
    if (
        form.startswith(_PREPOSITIONS)
        and len(form) - 1 >= _LEFT_OF_MORE
        and not form.startswith(_WITH_PREPOSITION)
    ):
        return form[1:]
    return form


def definite(form: str) -> str:
    """A word as the stemmer reads it best: with the article, and with the ending that folding
    took for a pronoun."""
    bare = without_prefix(form)
    if bare.endswith("ه"):
        bare = f"{bare[:-1]}ة"
    return ARTICLE + bare


def fold_stem(stem: str) -> str:
    """The stem, folded; without the article where the stemmer left it."""
    folded = fold(stem)
    if folded.startswith(ARTICLE) and len(folded) - len(ARTICLE) >= _LEFT:
        return folded[len(ARTICLE) :]
    return folded
