"""Texts as words, in any language and script.

    analyse("L’éducation des réfugiées", "fr")     # educ, refug; with their places in the text

Words are cut the same way whatever the language, so that one question can be read in several; the
language decides which of them are stop words and how they are stemmed. Nothing here raises for
anything that is text.
"""

from __future__ import annotations

from search.analysis.cutting import Token, analyse, stops_in
from search.analysis.folding import fold
from search.analysis.stopwords import is_stop
from search.analysis.weak import is_weak

__all__ = ["Token", "analyse", "fold", "is_stop", "is_weak", "stops_in"]
