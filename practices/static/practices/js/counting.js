// The length of each text beside its budget, while it is written: <textarea data-budget="150"
// data-count="words"> and its sentence #count-<name>. Counts as practices/writing/budgets.py does.

import { write } from "./answers.js";

const ADDRESS = /\]\([^)\s]*\)|https?:\/\/\S+/g;
const BETWEEN = /[\s/—–|]+/;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

export function counted(form, { withoutBlanks, factor, factorOfCharacters, over }, sentence) {
  const character = new RegExp(`[${withoutBlanks}]`, "gu");
  const plural = new Intl.PluralRules(document.documentElement.lang);

  function lengthOf(text, unit) {
    const plain = text.replace(ADDRESS, " ");
    const characters = plain.match(character)?.length ?? 0;
    const words = plain.replace(character, " ").split(BETWEEN).filter((piece) => SAYS_SOMETHING.test(piece)).length;
    return unit === "characters" ? characters + Math.round(words * factor) : words + Math.round(characters / factorOfCharacters);
  }

  function show(control) {
    const { budget, count: unit } = control.dataset;
    const place = document.getElementById(`count-${control.name}`);
    if (!budget || !place) return;
    const length = lengthOf(control.value, unit);
    const more = length - budget;
    const said = write(sentence(unit), { length, budget });
    place.textContent = more > 0 ? `${said} · ${write(over[unit][plural.select(more)], { over: more })}` : said;
    place.classList.toggle("over", more > 0);
  }

  const all = () => form.querySelectorAll("[data-budget]").forEach(show);
  form.addEventListener("input", ({ target }) => show(target));
  form.addEventListener("refreshed", all);
  all();
}
