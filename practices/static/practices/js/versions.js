// Two versions of an answer: the page's own stands in its box, the saved one is shown below it,
// until the person has chosen.

import { write } from "./answers.js";

export class TwoVersions {
  // onChoice(name, "mine" | "saved", hash of the saved version)
  constructor(panel, sentence, onChoice) {
    this.template = panel.querySelector("[data-two-versions]");
    this.sentence = sentence;
    this.onChoice = onChoice;
    this.shown = new Map();
  }

  get names() {
    return [...this.shown.keys()];
  }

  // The choice is carried out: the field is as any other again.
  settle(name) {
    this.shown.delete(name);
  }

  show(name, box, { label, saved, lang, dir, time, by, own, hash }) {
    this.shown.get(name)?.remove();
    const made = this.template.content.firstElementChild.cloneNode(true);
    const why = own ? "why-own" : by ? "why-person" : "why-else";
    made.querySelector("[data-why]").textContent = write(this.sentence(why), { time, person: by });
    made.ariaLabel = label;
    const place = made.querySelector("[data-saved]");
    Object.assign(place, { lang, dir });
    place.append(...(saved.some(Boolean) ? saved : [this.sentence("nothing")]).map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
    made.addEventListener("click", ({ target }) => {
      const { keep } = target.dataset;
      if (!keep) return;
      made.remove();
      this.onChoice(name, keep, hash);
    });
    box.after(made);
    this.shown.set(name, made);
  }
}
