"""Words of a language as what their forms have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from search.analysis import arabic

REMEMBERED = 200_000
_SNOWBALL = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic"}
_LONGEST = 40
# Words whose stem is that of another word: nationality is not what is national, Costa
# Rica costs nothing, Denmark is no data.
_WHOLE = {
    "nationality": "nationality", "nationalities": "nationality", "nationalite": "nationalite",
    "nationalites": "nationalite", "nacionalidad": "nacionalidad",
    "nacionalidades": "nacionalidad", "costa": "costa", "дания": "дания",
    "дании": "дания", "данию": "дания", "данией": "дания",
}  # fmt: skip
# English plurals and spellings that the stemmer keeps apart.
_WITH_Z = re.compile(r"iz(e|es|ed|er|ers|ing|ation|ations|ational)$")
_ENGLISH = {
    "women": "woman", "men": "man", "children": "child", "programm": "program", "centr": "center",
    "traffick": "traffic", "paid": "pay", "sent": "send", "detent": "detain", "fled": "flee",
    "taught": "teach", "stolen": "steal", "burial": "buri", "lost": "lose", "sold": "sell",
}  # fmt: skip
# French verbs of which the stemmer does not know the ending; a country is not paid.
_FRENCH = {
    "aident": "aider", "voyagent": "voyager", "partent": "partir", "retournent": "retour",
    "retourner": "retour", "paient": "payer", "restent": "rester", "cherchent": "chercher",
    "protegent": "proteger", "gagnent": "gagner", "envoient": "envoyer", "quittent": "quitter",
    "demandent": "demander", "donnent": "donner", "habitent": "habiter", "parlent": "parler",
    "apprennent": "apprendre", "rentrent": "rentrer", "lois": "loi", "paye": "payer",
    "payes": "payer", "payee": "payer", "payees": "payer",
}  # fmt: skip
# Spanish plurals that the stemmer takes for verbs, and those in which z becomes c.
_SPANISH_PLURAL = re.compile(r"(?<=[dlnrsy])es$")
_SPANISH = {
    "voces": "voz", "veces": "vez", "jueces": "juez", "raices": "raiz", "cruces": "cruz",
    "luces": "luz", "capaces": "capaz", "eficaces": "eficaz",
}  # fmt: skip
_RUSSIAN = {
    "денег": "деньг", "детьм": "дет", "ребенк": "ребенок", "отц": "отец", "вернут": "возвращ",
    "возвращен": "возвращ", "вернул": "возвращ", "сестер": "сестр", "медсестер": "медсестр",
    "помоч": "помог", "помогут": "помог", "уеха": "уезж", "матер": "мат",
    "вьетн": "вьетнам", "непа": "непал", "сенег": "сенегал", "гватем": "гватемал",
    "йем": "йемен", "сурин": "суринам", "кув": "кувейт", "кит": "китай", "кита": "китай",
    "белар": "беларус", "гвин": "гвине", "эритр": "эритре",
}  # fmt: skip


@lru_cache(maxsize=REMEMBERED)
def stem(form: str, language: str) -> str:
    """What stands for a folded word in its language; in one without a stemmer, the word."""
    if language not in _SNOWBALL or len(form) > _LONGEST or form[0].isdigit():
        return form
    if form in _WHOLE:
        return _WHOLE[form]
    return _BY_LANGUAGE[language](form, _stemmer(language)) or form


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    stemmer: Any = snowballstemmer.stemmer(_SNOWBALL[language])
    return lambda form: str(stemmer.stemWord(form))


def _english(form: str, stemmer: Callable[[str], str]) -> str:
    """British and American spellings are one; regularisation is kept apart from regular."""
    if len(form) > 6:
        form = _WITH_Z.sub(r"is\1", form)
    found = stemmer(form)
    if len(found) > 4 and found.endswith("our"):
        found = f"{found[:-2]}r"
    return _ENGLISH.get(found, found)


def _french(form: str, stemmer: Callable[[str], str]) -> str:
    """The stemmer knows réfugiée by its accent, which folding took away; it keeps bonnes from
    bonne, accueille and accueillent from accueil, and étrangère and étrangers from étranger."""
    if form == "pays":
        return form
    form = _FRENCH.get(form, form)
    for ending in ("ees", "ee"):
        if len(form) > 5 and form.endswith(ending):
            form = form[: -len(ending)] + "e"
    if len(form) > 4 and form.endswith("es"):
        form = form[:-1]
    if form.endswith(("llent", "ssent", "vent", "trent")) and len(form) > 7:
        form = form[:-2]
    found = stemmer(form)
    if len(found) > 5 and found.endswith("er"):
        found = stemmer(found)
    while len(found) > 4 and (found[-1] in "se" or found[-1] == found[-2]):
        found = found[:-1]
    return found


def _arabic(form: str, stemmer: Callable[[str], str]) -> str:
    return arabic.stem(form, stemmer)


def _russian(form: str, stemmer: Callable[[str], str]) -> str:
    """The stemmer takes Казахстан and Казахстана for participles, but not Казахстане; and it keeps
    работать from работа, and денег from деньги."""
    found = stemmer(form)
    whole = f"{found}н"
    if found[-1:] in "ая" and form.startswith(whole) and form[len(whole) :] in ("", *"аоы"):
        return whole
    if len(found) > 4 and found[-1] in "аяи":
        found = found[:-1]
    if len(found) > 4 and found.endswith("ец"):
        found = f"{found[:-2]}ц"
    return _RUSSIAN.get(found, found)


def _spanish(form: str, stemmer: Callable[[str], str]) -> str:
    """The stemmer takes the end of gobiernos for a pronoun, and those of mujer, joven and ciudad
    for those of verbs, but not in the plural."""
    form = _SPANISH.get(form, form)
    if len(form) > 5:
        form = _SPANISH_PLURAL.sub("", form)
    return stemmer(form[:-1] if form.endswith("ernos") else form)


_BY_LANGUAGE = {"en": _english, "fr": _french, "es": _spanish, "ru": _russian, "ar": _arabic}
