// Saves each criterion by itself: its button, and whatever was left unsaved when the focus goes
// on to another criterion. Without this the same form saves all of them with a reload.

const form = document.querySelector("form[data-findings]");
const ready = JSON.parse(document.getElementById("ready-made")?.textContent ?? "{}");
const status = document.querySelector("[data-status]");
let announced = false;

const field = (box, name) => box.querySelector(`[name="${box.dataset.criterion}-${name}"]`);
const newKey = () => crypto.randomUUID?.().replaceAll("-", "") ?? `${Date.now()}-${Math.random()}`;

// Only what belongs to one criterion, and the token.
function dataOf(box) {
  const all = new FormData(form);
  const own = new FormData();
  for (const [name, value] of all) {
    if (name.startsWith(`${box.dataset.criterion}-`) || name === "csrfmiddlewaretoken") own.append(name, value);
  }
  own.append("do", `save-${box.dataset.criterion}`);
  return own;
}

function showErrors(box, errors) {
  box.querySelectorAll(".errors").forEach((list) => list.remove());
  for (const input of box.querySelectorAll("[data-told]")) {
    input.setAttribute("aria-describedby", input.dataset.told);
    if (!input.dataset.told) input.removeAttribute("aria-describedby");
    input.removeAttribute("aria-invalid");
    delete input.dataset.told;
  }
  box.querySelectorAll(".wrong").forEach((each) => each.classList.remove("wrong"));
  const messages = Object.entries(errors).flatMap(([name, texts]) => texts.map((text) => [name, text]));
  box.classList.toggle("wrong", messages.length > 0);
  for (const [name, text] of messages) {
    const input = field(box, name);
    const place = input?.closest(".field") ?? box.querySelector(".question");
    const list = document.createElement("ul");
    list.className = "errors";
    list.append(Object.assign(document.createElement("li"), { textContent: text }));
    if (input) {
      place.classList.add("wrong");
      place.querySelector("label, legend").after(list);
      list.id = `${box.dataset.criterion}-${name}-error`;
      // Of several inputs the group is described, of one the input itself.
      const told = place.tagName === "FIELDSET" ? place : input;
      told.dataset.told ??= told.getAttribute("aria-describedby") ?? "";
      told.setAttribute("aria-describedby", `${told.dataset.told} ${list.id}`.trim());
      if (told === input) input.setAttribute("aria-invalid", "true");
    } else place.after(list);
  }
}

async function save(box, { quiet = false } = {}) {
  if (box.saving) {
    box.again = true;
    return;
  }
  const note = box.querySelector("[data-saved]");
  box.saving = true;
  box.dirty = false;
  note.textContent = form.dataset.saving;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: dataOf(box),
      headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    showErrors(box, said.errors ?? {});
    if (answer.ok) {
      note.textContent = said.saved;
      const done = document.querySelector("[data-done]");
      if (done) done.textContent = said.done;
      // Said once; the line beside the button tells of the later ones.
      if (!announced || !quiet) status.textContent = said.saved;
      announced = true;
    } else {
      box.dirty = true;
      note.textContent = said.failed ?? "";
      status.textContent = [...box.querySelectorAll(".errors")].map((each) => each.textContent).join(" ") || note.textContent;
    }
  } catch {
    box.dirty = true;
    note.textContent = status.textContent = form.dataset.failed;
  }
  if (!box.dirty) field(box, "key").value = newKey();
  box.saving = false;
  if (box.again) {
    box.again = false;
    save(box, { quiet });
  }
}

function put(box) {
  const choice = field(box, "ready");
  const texts = ready[choice.value];
  if (!texts) return;
  const language = field(box, "reason_language").value;
  const reason = field(box, "reason");
  const text = texts[language] ?? texts.en ?? Object.values(texts)[0] ?? "";
  reason.value = reason.value.trim() ? `${reason.value.trimEnd()}\n\n${text}` : text;
  choice.value = "";
  reason.dispatchEvent(new Event("input", { bubbles: true }));
  reason.focus();
}

if (form) {
  const boxes = [...form.querySelectorAll("[data-criterion]")];
  for (const box of boxes) {
    box.addEventListener("input", (event) => {
      if (event.target.name.endsWith("-ready")) return;
      // Other words are another saving, also where the answer to the last one was lost.
      field(box, "key").value = newKey();
      box.dirty = true;
    });
    box.addEventListener("focusout", (event) => {
      // Nothing is saved, and nothing complained about, before there is a verdict.
      if (box.dirty && event.relatedTarget && !box.contains(event.relatedTarget) && box.querySelector("[type=radio]:checked")) {
        save(box, { quiet: true });
      }
    });
    field(box, "ready")?.addEventListener("change", (event) => {
      // With the keyboard a list changes at each arrow: it goes in at the button then.
      if (!event.target.dataset.byKey) put(box);
    });
    field(box, "ready")?.addEventListener("keydown", (event) => (event.target.dataset.byKey = "1"));
    field(box, "ready")?.addEventListener("pointerdown", (event) => delete event.target.dataset.byKey);
  }
  form.addEventListener("submit", (event) => {
    const [verb, name] = (event.submitter?.value ?? "").split(/-(.*)/s);
    const box = boxes.find((each) => each.dataset.criterion === name);
    if (!box) {
      boxes.forEach((each) => (each.dirty = false));
      return;
    }
    event.preventDefault();
    if (verb === "insert") put(box);
    else save(box);
  });
  addEventListener("beforeunload", (event) => {
    if (boxes.some((box) => box.dirty || box.saving)) event.preventDefault();
  });
}
