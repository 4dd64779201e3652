// Suggestions under a search box: <form data-suggest="address" data-status="Suggestions:">, which
// works without them. The address answers ?q= with {"suggestions": [{text, url?, note?, lang?,
// dir?}]}; one without url fills in and sends the form.

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

function suggest(form) {
  const input = form.querySelector("[type=search]");
  const label = form.dataset.status;
  const id = `${input.id}-list`;
  const list = make("ul", { id, className: "suggestions", hidden: true, role: "listbox", ariaLabel: label });
  const status = make("span", { className: "visually-hidden", role: "status" });
  let found = [];
  let at = -1;
  let timer, asked;

  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", id);
  input.after(list, status);

  function point(index) {
    at = index;
    [...list.children].forEach((item, i) => (item.ariaSelected = `${i === at}`));
    input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  }

  function show(suggestions) {
    found = suggestions;
    list.replaceChildren(
      ...found.map((each, i) => {
        const { text, note = "", lang = "", dir = "auto" } = each;
        const item = make("li", { id: `${id}-${i}`, role: "option", onclick: () => take(each) });
        item.append(make("span", { textContent: text, lang, dir }), make("small", { textContent: note }));
        return item;
      }),
    );
    list.hidden = !found.length;
    input.ariaExpanded = `${!list.hidden}`;
    status.textContent = found.length ? `${label} ${found.length}` : "";
    point(-1);
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    show([]);
  }

  function take({ url, text }) {
    close();
    if (url) return location.assign(url);
    input.value = text;
    form.requestSubmit();
  }

  async function ask() {
    asked?.abort();
    const q = input.value.trim();
    if (q.length < 2) return close();
    asked = new AbortController();
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q })}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // Overtaken by a newer letter, or no line.
    }
  }

  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  };
  input.onkeydown = (event) => {
    if (event.isComposing || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = found.length + 1;
    if (step) point(((at + 1 + step + places) % places) - 1);
    else if (event.key === "Enter" && at >= 0) take(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };
  // The box keeps the focus.
  list.onpointerdown = (event) => event.preventDefault();
  input.onblur = form.onsubmit = close;
}

document.querySelectorAll("form[data-suggest]").forEach(suggest);
