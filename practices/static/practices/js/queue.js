// Single keys in the queue, only while the focus is in its table, and not at all where somebody
// has turned them off: j and k go from row to row, x ticks, a assigns, ? shows them.

const KEPT = "hub-queue-keys";
const form = document.querySelector("form[data-queue]");

function remembered() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // The choice lasts as long as the page.
  }
}

if (form) {
  const table = form.querySelector("table");
  const links = [...table.querySelectorAll("tbody th a")];
  const choice = form.querySelector("[data-keys-on]");
  const rowOf = (element) => element?.closest("tbody tr");
  form.querySelector("[data-keys]").hidden = false;
  choice.checked = remembered();
  choice.addEventListener("change", () => remember(choice.checked));

  const keys = {
    j: (at) => links[Math.min(at + 1, links.length - 1)]?.focus(),
    k: (at) => links[Math.max(at - 1, 0)]?.focus(),
    x: (at) => at >= 0 && rowOf(links[at]).querySelector("[type=checkbox]").click(),
    a: () => form.querySelector("[type=checkbox][name=round]:checked") && form.requestSubmit(),
    "?": () => {
      const help = form.querySelector("[data-help]");
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
  };

  form.querySelector(".scroll").addEventListener("keydown", (event) => {
    const run = keys[event.key];
    if (!run || !choice.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    run(links.findIndex((link) => rowOf(link) === rowOf(document.activeElement)));
  });
}
