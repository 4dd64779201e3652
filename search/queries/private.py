"""Which words of a search may be written down.

Who searches types names, mail addresses and numbers of passports too. So nothing is written that
looks like an address or a number, or is as long as a story; and anything else only when it was
asked for several times, unless it is short and each of its words stands in the library anyway.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.utils.crypto import salted_hmac

from search.engines.embedded import expanding, frequencies, terms
from search.engines.embedded.memory import State

# Characters and words of the longest text that is kept.
LONGEST, MOST = 100, 9
# A text of so many words at most is shown at once, if each stands in so many public texts.
SHORT, COMMON = 4, 2
_ADDRESS = re.compile(r"[@＠]|://|\bwww\.|\w\.(?:com|org|net|int)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d(?![\w-])")
# Five digits, whatever stands between them.
_NUMBER = re.compile(r"(?:\d[\W_]*){5}")


def written(text: str) -> str:
    """A text as it is counted: in small letters, blanks folded."""
    return " ".join(terms.clean(text).lower().split())


def is_personal(text: str) -> bool:
    """Whether a text is never kept, however often it is asked for."""
    if len(text) > LONGEST or len(terms.tokens(text, terms.OTHER)) > MOST:
        return True
    return bool(_ADDRESS.search(text) or _NUMBER.search(_YEAR.sub(" ", text)))


def digest(text: str) -> str:
    """Stands for a text, however it is accented; only who has the site's secret could try out
    which text it is."""
    folded = " ".join(terms.fold(text).split())
    return salted_hmac("search.queries", folded, algorithm="sha256").hexdigest()[:32]


def known_words(state: State) -> tuple[Mapping[str, Mapping[str, int]], Collection[str]]:
    """The words of public texts by language with their frequency, and those of concepts."""
    thesaurus = expanding.thesaurus(state)
    languages = {code for concept in thesaurus.concepts.all for code in concept}
    named = {form for code in languages for form in thesaurus.forms(code)}
    return frequencies.known(state), named


def is_common(text: str, known: Mapping[str, Mapping[str, int]], named: Collection[str]) -> bool:
    """Whether a text is short, and tells no word that the library does not have."""
    forms = [token.form for token in terms.tokens(text, terms.OTHER)]
    return 0 < len(forms) <= SHORT and all(
        form in named or any(some.get(form, 0) >= COMMON for some in known.values())
        for form in forms
    )
