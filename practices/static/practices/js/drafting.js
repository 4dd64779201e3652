// Saves a page of the form while one types, and keeps a copy on the device until the hub has it.
//
// <form data-draft-form> holds the answers, each in a box #answer-<field>; hidden `seen` and `base`
// say which version the page shows (practices/merging.py); [data-saving] says where to save and
// has the sentences. Without this script the same form is saved by its button.
//
// A field is `dirty` while what stands in it is not what the hub last had from, or gave to, this
// page. What is dirty stands in localStorage too, by user, practice, part, section and tab.

import { boxesOf, entriesOf, fill, fit, write } from "./answers.js";
import { counted } from "./counting.js";
import { Mirror } from "./mirror.js";
import { TwoVersions } from "./versions.js";

const TYPING = 2_000;
const LONGEST = 10_000;
const SLOWEST = 60_000;
// Browsers let no more than this outlive its page.
const KEEPALIVE = 60_000;

const form = document.querySelector("form[data-draft-form]");
const panel = form?.querySelector("[data-saving]");
if (panel) drafting();

function drafting() {
  const { saving: address, place, part, section, signIn } = panel.dataset;
  const sentence = (name) => panel.querySelector(`[data-say="${name}"]`).content.textContent.trim();
  const state = panel.querySelector("[data-state]");
  const notice = panel.querySelector("[data-notice]");
  const status = panel.querySelector("[data-announce]");
  const boxes = boxesOf(form);
  const base = JSON.parse(form.elements.base.value || "{}");
  const known = new Map([...boxes].map(([name, box]) => [name, entriesOf(box)]));
  const versions = new TwoVersions(panel, sentence, chosen);
  const mirror = new Mirror(place, { url: location.pathname, onOther: othersAreOpen, onSaved: refresh });

  const refused = new Map(); // What the hub found wrong, by field; the same is not sent again.
  let pending; // What is on its way, or is to be sent again as it is.
  let timer, waiting, since, tries = 0;
  let quiet = true; // Nothing was saved by this page yet.
  let online = true;
  let away = false; // It was not, and this has not been said to be over.
  let stopped = false; // Signed out, or refused: nothing is sent before something changes.
  let passing = false;
  let settled = state.textContent;

  // ---- What stands in the page

  const labels = JSON.parse(panel.dataset.labels);
  const named = (names) => new Intl.ListFormat(document.documentElement.lang).format(names.map((name) => labels[name] ?? name));
  const dirty = () => [...boxes].filter(([name, box]) => entriesOf(box) !== known.get(name)).map(([name]) => name);
  // Dirty, and not refused as it stands.
  const unsaved = () => dirty().filter((name) => refused.get(name) !== entriesOf(boxes.get(name)));
  const clock = (iso, more = {}) =>
    new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", numberingSystem: "latn", ...more,
    }).format(iso ? new Date(iso) : new Date());

  function say(name, values = {}, { aloud = false } = {}) {
    // The way to sign in stays under the reader's finger until the hub has answered otherwise.
    if (state.dataset.is === "signin" && ["typing", "saving"].includes(name)) return "";
    const text = write(sentence(name), values);
    state.textContent = text;
    state.dataset.is = name;
    if (aloud) status.textContent = text;
    return text;
  }

  function tell(name, values) {
    notice.textContent = write(sentence(name), values);
    notice.hidden = false;
    status.textContent = notice.textContent;
  }

  function read(seen) {
    form.elements.seen.value = seen;
    form.elements.base.value = JSON.stringify(base);
  }

  // ---- Saving

  function changed() {
    stopped = false;
    since ??= Date.now();
    if (online && dirty().length) say("typing");
    else if (online) {
      // Taken back: nothing is to be saved.
      state.textContent = settled;
      delete state.dataset.is;
    }
    mirror.keep(boxes, dirty(), base, pending?.entries);
    clearTimeout(timer);
    timer = setTimeout(save, Math.min(TYPING, Math.max(0, since + LONGEST - Date.now())));
  }

  // A half-written address, name or theme of the facts is nothing to keep yet.
  function unfinished() {
    const control = document.activeElement;
    if (part !== "facts" || document.hidden || !control?.matches("input:not([type=checkbox], [type=radio]), textarea")) return [];
    return [...boxes].filter(([, box]) => box.contains(control)).map(([name]) => name);
  }

  function body(hold) {
    const sent = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    sent.set("key", mirror.newKey());
    sent.set("part", part);
    sent.set("section", section);
    hold.forEach((name) => sent.append("hold", name));
    return sent;
  }

  // Send what is dirty; with `all`, also what is being written just now. Ends when it is answered.
  async function save({ all = false } = {}) {
    clearTimeout(timer);
    while (pending?.running) {
      await pending.running;
      if (!online || stopped) return;
    }
    const hold = [...versions.names, ...(all ? [] : unfinished())];
    const names = unsaved().filter((name) => !hold.includes(name));
    if (!pending && !names.length) return;
    // What may have arrived without its answer goes again, the very same, before anything newer.
    pending ??= {
      body: body(hold),
      entries: Object.fromEntries(names.map((name) => [name, entriesOf(boxes.get(name))])),
    };
    since = undefined;
    mirror.keep(boxes, dirty(), base, pending.entries);
    pending.running = send(pending);
    await pending.running;
    if (pending) pending.running = undefined;
    else if (online && !stopped && unsaved().some((name) => !versions.names.includes(name) && !unfinished().includes(name))) {
      timer = setTimeout(save, TYPING);
    }
  }

  async function send(what) {
    if (online) say("saving");
    let answer, said;
    try {
      what.body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      answer = await fetch(address, {
        method: "POST",
        body: what.body,
        headers: { Accept: "application/json" },
        keepalive: `${what.body}`.length < KEEPALIVE,
      });
      said = await answer.json().catch(() => ({}));
    } catch {
      return again();
    }
    if (answer.status >= 500 || answer.status === 429) return again();
    clearTimeout(waiting);
    tries = 0;
    if (said.token && !what.renewed && (await renewed())) {
      what.renewed = true;
      return send(what);
    }
    pending = undefined;
    online = true;
    if (answer.ok) return saved(what, said);
    if (answer.status === 409 && said.theirs) return clash(said);
    stopped = true;
    if (answer.status === 401) return signedOut();
    state.textContent = status.textContent = said.error ?? sentence("offline");
    state.dataset.is = "refused";
  }

  function again() {
    if (online) {
      const kept = mirror.keep(boxes, dirty(), base, pending?.entries);
      say(kept ? "offline" : "unkept", {}, { aloud: true });
      panel.querySelector("[data-device]").hidden = false;
    }
    online = false;
    away = true;
    // Many come back at once: each waits another while.
    const pause = Math.min(SLOWEST, TYPING * 2 ** tries++) * (0.5 + Math.random());
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  }

  function saved(what, said) {
    const wrong = Object.keys(said.errors ?? {});
    for (const [name, entries] of Object.entries(what.entries)) {
      if (wrong.includes(name)) refused.set(name, entries);
      if (!wrong.includes(name) && !said.kept.includes(name)) known.set(name, entries);
    }
    Object.assign(base, said.base);
    read(said.draft_number);
    mirror.keep(boxes, dirty(), base);
    mirror.tell("saved");
    const time = clock(said.saved_at);
    if (wrong.length) say("wrong", { time, fields: named(wrong) }, { aloud: true });
    else if (versions.names.length) say("choose", { fields: named(versions.names) });
    else if (dirty().length) say("typing");
    else {
      settled = say(away ? "back" : "saved", { time }, { aloud: away });
      away = false;
    }
    if (quiet && !wrong.length) status.textContent = write(sentence("first"), { time });
    quiet = false;
    if (said.kept.length) refresh();
    // For what upper floors show beside the form.
    document.dispatchEvent(new CustomEvent("draft:saved"));
  }

  function clash(said) {
    for (const [name, theirs] of Object.entries(said.theirs)) {
      const time = clock(said.at);
      versions.show(name, boxes.get(name), { ...theirs, time, by: said.by, own: said.own, hash: said.base[name] });
    }
    form.elements.seen.value = said.number;
    say("choose", { fields: named(versions.names) }, { aloud: true });
    // The rest is saved without those that clash.
    setTimeout(save);
  }

  async function chosen(name, keep, hash) {
    if (keep === "mine") {
      versions.settle(name);
      base[name] = hash;
      form.elements.base.value = JSON.stringify(base);
      boxes.get(name).querySelector("input, textarea, select")?.focus();
      return save({ all: true });
    }
    await refresh({ only: name });
    versions.settle(name);
    boxes.get(name).querySelector("input, textarea, select")?.focus();
    say(versions.names.length ? "choose" : "saved", { time: clock(), fields: named(versions.names) });
    status.textContent = sentence("chosen");
  }

  function signedOut() {
    if (state.dataset.is === "signin") return;
    const url = `${signIn}?${new URLSearchParams({ next: location.pathname + location.search })}`;
    const link = Object.assign(document.createElement("a"), { href: url, textContent: sentence("signinlink") });
    say("signin", {}, { aloud: true });
    state.append(" ", link);
  }

  // ---- What the hub has by now

  async function latest() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const theirs = page.querySelector("form[data-draft-form]");
    return answer.ok && theirs?.elements.base ? theirs : undefined;
  }

  async function renewed() {
    const fresh = await latest().catch(() => undefined);
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value;
    return Boolean(fresh);
  }

  // Show what others saved, where nothing of one's own stands in the way; `only` one field, whatever
  // stands in it.
  async function refresh({ only } = {}) {
    const fresh = await latest().catch(() => undefined);
    if (!fresh) return;
    const now = JSON.parse(fresh.elements.base.value);
    const mine = dirty();
    const shown = [];
    for (const [name, theirs] of boxesOf(fresh)) {
      const box = boxes.get(name);
      if (!box || (only ? name !== only : mine.includes(name) || versions.names.includes(name))) continue;
      if (only || now[name] !== base[name]) {
        fit(box, theirs, entriesOf(theirs));
        shown.push(name);
      }
      known.set(name, entriesOf(box));
      base[name] = now[name];
    }
    read(fresh.elements.seen.value);
    mirror.keep(boxes, dirty(), base);
    if (shown.length && !only) tell("colleague", { fields: named(shown) });
    form.dispatchEvent(new Event("refreshed"));
  }

  function othersAreOpen(open) {
    if (open) tell("othertab", {});
    else notice.hidden = true;
  }

  // What another visit left on this device. Where the hub has not changed since, it is put back;
  // where it has, the hub is asked, and both versions are shown.
  async function putBack() {
    if (!mirror.hasLeft) return;
    // What is put back a moment later must not go over what is typed in that moment.
    const still = [...form.querySelectorAll("input, textarea")].filter((each) => !each.readOnly);
    still.forEach((each) => (each.readOnly = true));
    const left = await mirror.left();
    still.forEach((each) => (each.readOnly = false));
    const fields = [];
    let when;
    for (const copy of left) {
      // A copy with more rows than the page shows stays where it is until they have room.
      let whole = true;
      for (const [name, { entries, read: hash, sent }] of Object.entries(copy.fields)) {
        const box = boxes.get(name);
        const here = box && entriesOf(box);
        if (!box || entries === here) continue;
        if (!fill(box, entries)) {
          whole = false;
          continue;
        }
        if (hash !== base[name] && sent !== here) base[name] = hash ?? "";
        fields.push(name);
        when = Math.max(when ?? 0, copy.at);
      }
      if (whole) mirror.adopt(copy, boxes, dirty(), base);
    }
    if (!fields.length) return;
    form.elements.base.value = JSON.stringify(base);
    form.dispatchEvent(new Event("refreshed"));
    tell("restored", { time: clock(when, { day: "numeric", month: "long" }), fields: named(fields) });
    await save({ all: true });
  }

  // ---- When

  panel.classList.add("live");
  counted(form, JSON.parse(panel.dataset.counting), sentence);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", () => setTimeout(() => dirty().length && save()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return save({ all: true });
    // Signed in again in another tab, perhaps.
    stopped = false;
    if (pending || dirty().length) save();
  });
  addEventListener("pagehide", () => {
    mirror.keep(boxes, dirty(), base, pending?.entries);
    mirror.tell("bye");
    if (!passing) save({ all: true });
  });
  addEventListener("pageshow", (event) => {
    passing = false;
    if (!event.persisted) return;
    if (pending) pending.running = undefined;
    mirror.tell("hello");
    refresh().then(() => save());
  });
  addEventListener("online", () => setTimeout(save, 1_000 * Math.random()));
  addEventListener("offline", () => dirty().length && again());

  // First saved, then sent: a button never leads from what was typed to a page that is not there.
  form.addEventListener("submit", async (event) => {
    if (passing || (!pending && !dirty().length)) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    await save({ all: true });
    if (pending && online) await save({ all: true });
    form.ariaBusy = null;
    if (!online || state.dataset.is === "signin") return state.scrollIntoView({ block: "nearest" });
    passing = true;
    // Not while this event is still on its way: it would be ignored.
    setTimeout(() => form.requestSubmit(event.submitter));
  });

  putBack();
}
