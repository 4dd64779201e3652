"""Countries: their names as the United Nations writes them, their regions, their order in a list.

A country stands in the region of every regional commission that it is a member of on the ground
of where it lies. Members for reasons of history or partnership alone are left out: France, the
Netherlands, the United Kingdom and the United States in ESCAP, and the European, North American
and Asian members of ECLAC. The Holy See, which is a member of none, stands with Europe, whose
commission it takes part in.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

from hub import languages
from hub.vocabulary.reading import Record
from hub.vocabulary.shapes import Country, Wording

_ISO2 = re.compile(r"[A-Z]{2}")
# Letters that are told apart, or not, against what decomposing them says.
_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None})
_KEPT = str.maketrans({"й": "и\uffff"})
# Characters that GB 18030 has in its second part, or under another sound, by one of their sound.
_SOUNDS = str.maketrans("斐瑙秘", "非脑必")


@lru_cache(maxsize=1)
def _cldr() -> tuple[Locale, ...]:
    """CLDR's locales, in the order of `languages.CODES`."""
    return tuple(Locale.parse(language.locale, sep="_") for language in languages.LANGUAGES)


def read_country(record: Record, regions: tuple[str, ...]) -> Country:
    """A country from its record; what the record does not name, CLDR does."""
    code = record.text("code")
    if not _ISO2.fullmatch(code):
        raise record.broken(f"{code!r} is no ISO 3166-1 code")
    given = record.texts("regions")
    if not given or not set(given) <= set(regions):
        raise record.broken(f"{code} has no region, or one that is none")
    own = record.texts_by_language("name") if record.has("name") else {}
    names = []
    for language, locale in zip(languages.CODES, _cldr(), strict=True):
        name = own.get(language) or locale.territories.get(code)
        if not name:
            raise record.broken(f"{code} has no name in {language}")
        names.append(name)
    return Country(
        key=code,
        wording=Wording(tuple(names)),
        regions=tuple(region for region in regions if region in given),
        status="observer"
        if record.has("status") and record.text("status", ("observer",))
        else "member",
    )


def sort_key(name: str, language: str) -> tuple[bytes, str]:
    """Where a name stands in a list in this language.

    Accents and marks count for nothing, an Arabic article is passed over, and Chinese goes by
    the order of GB 18030, which for the usual characters is that of their sounds.
    """
    if language == "zh":
        return name.translate(_SOUNDS).encode("gb18030"), name
    if language == "ar":
        name = " ".join(word.removeprefix("ال") for word in name.split())
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_KEPT)).translate(_LETTERS)
    plain = "".join(letter for letter in letters if letter.isalnum() or letter in " \uffff")
    return plain.encode(), name
