// What scripts say, in the words of the page: <template data-say="name"> with {places}, and with
// data-forms, JSON of a sentence for each kind of number, where it counts something. What stands
// in articles comes as JSON in #post-words.

const tag = document.documentElement.lang;
// Dates as the hub writes them.
const dates = tag === "en" ? "en-GB" : tag;
const plural = new Intl.PluralRules(tag);
const numbers = new Intl.NumberFormat(tag, { numberingSystem: "latn" });
const fixed = { timeZone: "UTC", numberingSystem: "latn" };
const day = new Intl.DateTimeFormat(dates, { ...fixed, day: "numeric", month: "long", year: "numeric" });
const hours = new Intl.DateTimeFormat(dates, { ...fixed, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const inPosts = JSON.parse(document.getElementById("post-words")?.textContent ?? "{}");

const find = (name) => document.querySelector(`template[data-say="${name}"]`);

export function say(name, values = {}) {
  return write(inPosts[name] ?? find(name)?.content.textContent.trim() ?? "", values);
}

// As `say`, with {number} in the reader's figures and the form that goes with it.
export function count(name, number, values = {}) {
  const forms = JSON.parse(find(name)?.dataset.forms ?? "{}");
  return write(forms[plural.select(number)] ?? forms.other ?? "", { ...values, number: numbers.format(number) });
}

// A moment as the hub writes it, with its zone; of what `new Date` takes.
export function moment(when) {
  const at = new Date(when);
  return say("moment", { date: day.format(at), time: hours.format(at) });
}

export const clock = (when) => say("clock", { time: hours.format(new Date(when)) });

export const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

function write(sentence, values) {
  return sentence.replace(/\{(\w+)\}|%\((\w+)\)s/g, (whole, one, other) => values[one ?? other] ?? whole);
}
