// What is wrong stands beside its field, as the hub writes it.

import { make, say } from "./words.js";

// errors: lists of sentences by the name of the field, "" for those of none.
export function showWrong(form, errors) {
  for (const list of form.querySelectorAll("ul.errors")) list.remove();
  for (const field of form.querySelectorAll(".field.wrong")) field.classList.remove("wrong");
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    describe(input, (id) => !id.endsWith("_error"));
  }
  for (const [name, texts] of Object.entries(errors)) {
    const input = name && form.elements[name];
    if (!input?.closest) continue;
    const list = make("ul", { className: "errors", id: `${input.id}_error` });
    for (const text of texts) {
      const item = make("li");
      item.append(make("span", { className: "visually-hidden", textContent: `${say("error")} ` }), text);
      list.append(item);
    }
    input.before(list);
    input.closest(".field")?.classList.add("wrong");
    input.setAttribute("aria-invalid", "true");
    describe(input, () => true, list.id);
  }
}

function describe(input, isKept, more = "") {
  const ids = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(isKept);
  const all = [...ids, more].filter(Boolean).join(" ");
  if (all) input.setAttribute("aria-describedby", all);
  else input.removeAttribute("aria-describedby");
}
