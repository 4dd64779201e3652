// The answers of a page: boxes with controls, and what stands in them as one string.

export function boxesOf(form) {
  const boxes = form.querySelectorAll("[id^=answer-]");
  return new Map([...boxes].map((box) => [box.id.slice("answer-".length), box]));
}

const controlsOf = (box) => [...box.querySelectorAll("input, select, textarea")].filter((each) => each.name);
const isTick = (control) => ["checkbox", "radio"].includes(control.type);
const lines = (text) => text.replaceAll("\r\n", "\n");

// JSON of [[name, value], …], as the browser would send the controls of the box.
export function entriesOf(box) {
  const sent = controlsOf(box)
    .filter((each) => !isTick(each) || each.checked)
    .map((each) => [each.name, lines(each.value)]);
  return JSON.stringify(sent);
}

// Put such a string into the controls of the box; false where it has more than they can show.
export function fill(box, entries) {
  const left = JSON.parse(entries);
  const take = (test) => {
    const at = left.findIndex(test);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const controls = controlsOf(box);
  const names = new Set(controls.map((each) => each.name));
  if (left.some(([name, value]) => value && !names.has(name))) return false;
  for (const control of controls) {
    if (isTick(control)) control.checked = Boolean(take(([name, value]) => name === control.name && value === control.value));
    else {
      const found = take(([name]) => name === control.name);
      if (found && found[1] !== lines(control.value)) control.value = found[1];
    }
  }
  return true;
}

// Show in a box what the same box of another copy of the page shows; the focus stays.
export function fit(box, other, entries) {
  const same = JSON.stringify(controlsOf(box).map((each) => each.name)) === JSON.stringify(controlsOf(other).map((each) => each.name));
  if (same && fill(box, entries)) return;
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
  if (focused) (document.getElementById(focused) ?? controlsOf(box)[0])?.focus();
}

// A sentence with its {places} filled.
export function write(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
