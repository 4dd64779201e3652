// Files that go up in pieces and can be gone on with: <form data-uploads="address" data-purpose="…"
// data-then="address"> with a file input and hub/files/progress.html inside. Without this script
// the form sends the file itself. The address takes a name, a size and a key and answers where the
// pieces go; the same key leads to the same upload, also after the page was closed.

const SMALLEST = 64 * 1024;
const LARGEST = 1024 * 1024;
const PATIENCE = [1, 2, 5, 10, 20, 30].map((seconds) => seconds * 1000);

class Refused extends Error {}
class Cancelled extends Error {}

const wait = (time) => new Promise((done) => setTimeout(done, time));

// The same for the same file on the same machine: FNV-1a over what is known without reading it.
function keyOf(file, purpose) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(`${purpose}/${file.name}`)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return `${hash.toString(16)}-${file.size}-${file.lastModified}`;
}

class Uploading {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.box = form.querySelector(".uploading");
    this.bar = this.box.querySelector("progress");
    this.status = this.box.querySelector("[role=status]");
    this.submit = form.querySelector("button[type=submit]");
    this.busy = this.paused = this.cancelled = false;
    form.addEventListener("submit", (event) => this.begin(event));
    for (const button of this.box.querySelectorAll("[data-do]")) {
      button.onclick = () => this[button.dataset.do]();
    }
    addEventListener("online", () => this.wake?.());
    addEventListener("beforeunload", (event) => this.busy && event.preventDefault());
  }

  button(name) {
    return this.box.querySelector(`[data-do=${name}]`);
  }

  // Said once for each turn, never for each piece.
  say(name) {
    const text = this.box.dataset[name];
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  async begin(event) {
    event.preventDefault();
    const [file] = this.input.files;
    if (this.busy) return;
    this.wrong("");
    if (!file) return this.wrong(this.box.dataset.none);
    this.busy = true;
    this.paused = this.cancelled = false;
    this.submit.disabled = true;
    this.box.hidden = false;
    this.button("resume").hidden = true;
    this.button("pause").hidden = this.button("cancel").hidden = false;
    this.box.querySelector(".uploading-name").textContent = file.name;
    this.show(0, file.size);
    this.say("sending");
    try {
      await this.send(file);
      this.busy = false;
      this.leave();
    } catch (error) {
      this.busy = false;
      this.submit.disabled = false;
      this.box.hidden = !(error instanceof Cancelled);
      if (error instanceof Cancelled) this.say("cancelled");
      else this.wrong(error instanceof Refused ? error.message : this.box.dataset.failed);
    }
  }

  async send(file) {
    const { uploads, purpose } = this.form.dataset;
    const begun = new URLSearchParams({ purpose, name: file.name, size: file.size, key: keyOf(file, purpose) });
    let state = await this.ask(uploads, { method: "POST", body: begun });
    this.address = `${uploads}${state.upload}/`;
    if (state.received) this.say("resumed");
    let length = SMALLEST * 2;
    while (state.received < file.size) {
      this.show(state.received, file.size);
      const offset = state.received;
      const since = performance.now();
      state = await this.ask(this.address, {
        method: "POST",
        body: file.slice(offset, offset + length),
        headers: { "Content-Type": "application/octet-stream", "Upload-Offset": offset },
      });
      // A piece should take about two seconds: lost, it costs no more than that.
      const seconds = (performance.now() - since) / 1000;
      length = Math.min(LARGEST, Math.max(SMALLEST, seconds < 1 ? length * 2 : seconds > 4 ? length / 2 : length));
    }
    this.show(file.size, file.size);
    this.say("checking");
    this.button("pause").hidden = this.button("cancel").hidden = true;
    const said = new URLSearchParams();
    for (const name of ["label", "language"]) {
      said.set(name, this.form.querySelector(`[name$=${name}]`)?.value ?? "");
    }
    this.file = (await this.ask(`${this.address}finish/`, { method: "POST", body: said })).file;
  }

  // One request, until it is answered: a line that is down, or a server that starts again, is
  // waited for.
  async ask(address, options) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (let tries = 0; ; tries += 1) {
      await this.turn();
      this.request = new AbortController();
      try {
        const answer = await fetch(address, {
          ...options,
          headers: { ...options.headers, "X-CSRFToken": token, Accept: "application/json" },
          signal: this.request.signal,
        });
        const type = answer.headers.get("Content-Type") ?? "";
        const content = type.startsWith("application/json") ? await answer.json() : {};
        if (answer.ok) {
          if (tries) this.say("sending");
          return content;
        }
        // It stands elsewhere than we thought: an answer was lost on its way.
        if (answer.status === 409 && "received" in content && options.headers) return content;
        if (answer.status < 500 && answer.status !== 429) throw new Refused(content.error ?? this.box.dataset.failed);
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (error.name === "AbortError") continue;
      }
      this.say("offline");
      const pause = wait(PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
      await Promise.race([pause, new Promise((wake) => (this.wake = wake))]);
    }
  }

  // Comes back when it may go on.
  async turn() {
    while (this.paused && !this.cancelled) await new Promise((wake) => (this.wake = wake));
    if (this.cancelled) throw new Cancelled();
  }

  pause() {
    this.paused = true;
    this.request?.abort();
    this.say("paused");
    this.swap("pause", "resume");
  }

  resume() {
    this.paused = false;
    this.say("resumed");
    this.swap("resume", "pause");
    this.wake?.();
  }

  swap(from, to) {
    this.button(from).hidden = true;
    this.button(to).hidden = false;
    this.button(to).focus();
  }

  cancel() {
    this.cancelled = true;
    this.request?.abort();
    this.wake?.();
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    if (this.address) fetch(this.address, { method: "DELETE", headers: { "X-CSRFToken": token } }).catch(() => {});
    this.address = undefined;
    for (const button of this.box.querySelectorAll("[data-do]")) button.hidden = true;
    this.submit.disabled = false;
    this.submit.focus();
  }

  show(received, size) {
    const share = Math.floor((100 * received) / size);
    this.bar.value = share;
    this.box.querySelector(".number").textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share / 100);
  }

  // What is wrong stands beside the input, as the server would write it.
  wrong(message) {
    const field = this.input.closest(".field");
    field.classList.toggle("wrong", Boolean(message));
    field.querySelector(".errors")?.remove();
    this.input.toggleAttribute("aria-invalid", Boolean(message));
    if (!message) return;
    const list = Object.assign(document.createElement("ul"), { className: "errors", id: `${this.input.id}_error` });
    list.append(Object.assign(document.createElement("li"), { textContent: message }));
    this.input.before(list);
    const notes = (this.input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== list.id);
    this.input.setAttribute("aria-describedby", [...notes, list.id].join(" "));
    this.input.focus();
  }

  leave() {
    const to = new URL(this.form.dataset.then, location);
    to.hash = `item-${this.file}`;
    if (to.href.split("#")[0] !== location.href.split("#")[0]) return location.assign(to);
    location.hash = to.hash;
    location.reload();
  }
}

document.querySelectorAll("form[data-uploads]").forEach((form) => new Uploading(form));
