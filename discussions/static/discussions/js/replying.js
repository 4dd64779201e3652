// The one form with which one writes: it goes under the post that is answered, sends without
// another page, and keeps what was typed until the hub says that it has it.
//
// <form id="reply" action data-draft data-preview data-place> with the fields of
// discussions.posting.forms.ReplyForm, buttons named `do`, and #reply-answers, #reply-preview,
// #reply-status. What this script does not do, the buttons do by themselves.

import { fill } from "../../practices/js/answers.js";
import { focus } from "./insert.js";
import { Keeping } from "./keeping.js";
import { Sending, Stopped, newKey } from "./sending.js";
import { clock, make, moment, say } from "./words.js";
import { showWrong } from "./wrong.js";

const link = (href, name) => make("a", { href, textContent: say(name) });
const button = (name, onclick) => make("button", { type: "button", className: "quiet", textContent: say(name), onclick });
const part = (name) => document.getElementById(`reply-${name}`);
const KEEPALIVE = 60_000;

export class Replying {
  // section: the posts, where they are on this page. published(id, url): a promise of the article of
  // one's own post; undefined where it is on another page. hold(held): while it is on its way.
  constructor(form, { section, published, hold = () => {} }) {
    Object.assign(this, { form, section, published, hold });
    this.fields = form.elements;
    this.home = document.createComment("");
    form.before(this.home);
    this.homeParent = this.fields.parent.value;
    this.places = new Map();
    this.quiet = make("p", { className: "soft small" });
    part("status").after(this.quiet);
    this.cancel = button("cancel-reply", () => this.back());
    this.cancel.hidden = true;
    form.querySelector(".buttons").append(this.cancel);
    this.place = this.placeOf(this.homeParent);
    this.listen();
    form.dataset.ready = "";
    this.putBack(this.place);
  }

  listen() {
    const { form, section } = this;
    const flush = () => this.place.flush();
    form.addEventListener("submit", (event) => this.submitted(event));
    for (const name of ["input", "change"]) form.addEventListener(name, () => this.changed());
    form.addEventListener("focusout", () => setTimeout(flush));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !this.cancel.hidden) this.back();
    });
    section?.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("visibilitychange", () => document.hidden && flush());
    addEventListener("pagehide", () => {
      flush();
      for (const each of this.places.values()) each.end();
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) for (const each of this.places.values()) each.mirror.tell("hello");
    });
    addEventListener("beforeunload", (event) => this.sending && event.preventDefault());
  }

  placeOf(parent) {
    if (!this.places.has(parent)) {
      const topic = this.form.dataset.place.replace("/", "/topic-");
      const place = new Keeping(`${topic}/${parent || 0}/reply`, this.form, {
        save: () => this.save(),
        onState: (name) => this.place === place && this.kept(name),
      });
      this.places.set(parent, place);
    }
    return this.places.get(parent);
  }

  // ---- What the form says

  // Aloud, too.
  tell(name, ...more) {
    part("status").replaceChildren(say(name), ...more.flatMap((each) => [" ", each]));
    this.quiet.textContent = "";
  }

  // How far it is kept: aloud where it is not, once.
  kept(name) {
    if (this.sending) return;
    if (name === "saved" && this.last && this.last !== name) part("status").textContent = "";
    this.quiet.textContent = say(`draft-${name}`, { time: clock(Date.now()) });
    if (name !== "saved" && this.last !== name) this.tell(`draft-${name}`);
    this.last = name;
  }

  changed() {
    if (this.sending) return;
    // Leaving a field says so, too: a line that goes away would take the page from under a click.
    if (this.place.isDirty) this.quiet.textContent = "";
    this.place.changed(this.fields.key.value);
  }

  // ---- Where the form stands

  clicked(event) {
    const asked = event.target.closest("a[data-slot=reply], a[data-slot=quote]");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!this.sending) this.answer(asked.closest("article"), asked);
    this.fields.source.focus();
    this.fields.source.scrollIntoView({ block: "center" });
  }

  // The form goes under a post, and the focus with it, since the reader asked for that.
  answer(article, asked) {
    const { post } = article.dataset;
    if (this.fields.parent.value !== post) {
      this.go(post);
      article.setAttribute("data-answered", "");
      article.after(this.form);
    }
    this.opener = asked;
    this.cancel.hidden = false;
    const author = article.querySelector("[data-slot=author]")?.textContent ?? "";
    part("answers").replaceChildren(make("p", { className: "soft small", textContent: say("answers", { author }) }));
    part("answers").hidden = false;
    if (asked.dataset.slot === "quote") this.quote(asked, article);
  }

  // Back to where it stood at first; what was typed stays a draft of its place.
  back() {
    if (this.sending) return;
    const { opener } = this;
    this.goHome();
    (opener?.isConnected ? opener : this.fields.source).focus();
  }

  goHome() {
    this.go(this.homeParent);
    this.home.after(this.form);
    part("answers").hidden = true;
    this.cancel.hidden = true;
    this.opener = undefined;
  }

  // What answers a post that is gone can still stand by itself.
  carryHome() {
    const { source } = this.fields;
    const text = source.value;
    this.goHome();
    source.value = [source.value, text].filter((each) => each.trim()).join("\n\n");
    source.focus();
    this.changed();
  }

  go(parent) {
    this.place.leave();
    this.section.querySelector("[data-answered]")?.removeAttribute("data-answered");
    showWrong(this.form, {});
    part("preview").hidden = true;
    part("status").textContent = this.quiet.textContent = "";
    const isNew = !this.places.has(parent);
    Object.assign(this.fields.parent, { value: parent });
    this.fields.draft.value = "";
    this.fields.key.value = newKey();
    if (isNew) this.fields.source.value = "";
    const place = (this.place = this.placeOf(parent));
    place.enter();
    if (isNew) this.begun(place, parent).then(() => this.putBack(place));
  }

  // A draft of this place from another day, which the page lists.
  async begun(place, parent) {
    const listed = [...document.querySelectorAll("details a[href]")].find(({ search, pathname }) => search === `?to=${parent}` && this.form.action.endsWith(pathname));
    const there = listed && (await this.page(listed.href));
    if (!there || place !== this.place || this.fields.source.value) return;
    for (const name of ["source", "language", "draft"]) this.fields[name].value = there.elements[name].value;
    place.settle();
  }

  // The same form as another page has it.
  async page(address) {
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      return made.getElementById("reply") ?? undefined;
    } catch {
      return undefined;
    }
  }

  async quote(asked, article) {
    let quoted;
    try {
      const answer = await fetch(asked.href, { headers: { Accept: "application/json" } });
      ({ quote: quoted } = await answer.json());
    } catch {
      // As it stands on the page.
      quoted = `> ${article.querySelector("[data-slot=body]").innerText.trim().replaceAll("\n", "\n> ")}`;
    }
    const { source } = this.fields;
    source.value = `${source.value.trim() ? `${source.value.trimEnd()}\n\n` : ""}${quoted.trimEnd()}\n\n`;
    source.setSelectionRange(source.value.length, source.value.length);
    this.changed();
  }

  // The post that is answered was changed or taken away while one writes.
  disturbed(article, kind) {
    if (!article.hasAttribute("data-answered")) return;
    part("answers").append(make("p", { className: "note", textContent: say(`at-${kind}`) }));
  }

  // ---- Drafts

  body(more = {}) {
    const sent = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
    for (const [name, value] of Object.entries(more)) sent.set(name, value);
    return sent;
  }

  async save() {
    const { place } = this;
    const body = this.body({ key: newKey() });
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: "POST", body, headers: { Accept: "application/json" }, keepalive: `${body}`.length < KEEPALIVE,
      });
      if (answer.status === 403) await this.renew();
      if (answer.status >= 500 || [403, 429].includes(answer.status)) return false;
      const { draft, error, sign_in: way } = await answer.json();
      if (!answer.ok) {
        // Sent again it would be refused again.
        if (error && this.last !== error) this.tell("", error, ...(way ? [link(way, "sign-in")] : []));
        this.last = error;
        return undefined;
      }
      if (place === this.place && !this.sending) this.fields.draft.value = draft;
      return true;
    } catch {
      return false;
    }
  }

  // What an earlier visit typed here and could not send, or what a crash left behind.
  async putBack(place) {
    for (const copy of await place.left()) {
      if (place !== this.place || this.sending) return;
      const here = this.fields.source.value;
      const text = JSON.parse(copy.entries).find(([name]) => name === "source")?.[1] ?? "";
      if (!text.trim() || here.includes(text)) copy.adopt();
      else if (text.includes(here.trim())) this.restore(place, copy);
      else this.offer(place, copy);
    }
  }

  restore(place, copy) {
    if (!fill(place.box, copy.entries)) return;
    // Should it have arrived after all, sending it again does not double it.
    if (copy.key) this.fields.key.value = copy.key;
    place.changed(this.fields.key.value);
    copy.adopt();
    this.tell("put-back");
  }

  offer(place, copy) {
    const note = make("p", { className: "note" });
    const take = button("put-back-now", () => {
      note.remove();
      this.restore(place, copy);
      this.fields.source.focus();
    });
    note.append(say("left-here", { time: moment(copy.at) }), " ", take);
    this.form.prepend(note);
  }

  // ---- Sending

  submitted(event) {
    const asked = event.submitter?.value || "publish";
    if (!["publish", "preview", "save"].includes(asked)) return;
    event.preventDefault();
    if (this.sending) return;
    if (asked === "publish") this.publish();
    else if (asked === "preview") this.preview();
    else this.place.flush().then(() => this.place.isDirty || this.tell("draft-kept-here"));
  }

  busy(busy) {
    this.fields.source.readOnly = busy;
    this.form.ariaBusy = busy ? "true" : null;
    this.hold(busy);
  }

  async publish() {
    const { place } = this;
    place.key = this.fields.key.value;
    place.copy();
    place.pause(true);
    part("preview").hidden = true;
    this.sending = new Sending(this.form.action, this.body({ do: "publish" }), {
      renew: () => this.renew(),
      onState: (state) => this.onItsWay(state),
    });
    this.busy(true);
    let outcome;
    try {
      outcome = await this.sending.run();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    this.sending = undefined;
    this.fields.source.readOnly = false;
    try {
      if (outcome) await this.answered(outcome, place);
      else this.tell("stopped");
    } finally {
      this.busy(false);
      place.pause(false);
    }
  }

  onItsWay(state) {
    if (state === "sending" && this.waiting) return;
    this.waiting = state === "waiting";
    const stop = button("stop-sending", () => {
      this.sending?.stop();
      this.fields.source.focus();
    });
    if (!this.waiting) this.tell(state);
    else if (!part("status").querySelector("button")) this.tell(state, stop);
  }

  async renew() {
    const fresh = await this.page(this.form.action);
    const token = fresh?.elements.csrfmiddlewaretoken?.value;
    if (token) this.fields.csrfmiddlewaretoken.value = token;
    return token;
  }

  answered({ status, said = {} }, place) {
    this.waiting = false;
    if (said.key) this.fields.key.value = said.key;
    if (status < 300) return this.done(said, place);
    const { errors = {} } = said;
    if (this.section?.querySelector("[data-answered].stub")) this.carryHome();
    showWrong(this.form, errors);
    const sentences = [...(errors[""] ?? []), ...(said.error ? [said.error] : [])].join(" ");
    this.tell("", sentences || say(said.errors ? "wrong" : "refused"), ...(said.sign_in ? [link(said.sign_in, "sign-in")] : []));
    const first = this.form.querySelector("[aria-invalid]");
    if (first && this.form.contains(document.activeElement)) first.focus();
  }

  async done(said, place) {
    showWrong(this.form, {});
    this.fields.source.value = this.fields.draft.value = "";
    place.settle();
    const wasIn = this.form.contains(document.activeElement);
    const moved = !this.cancel.hidden;
    if (moved) this.goHome();
    else for (const each of document.querySelectorAll("[data-until-sent]")) each.remove();
    const held = said.state === "held";
    const article = held ? undefined : await this.published(said.post, said.url);
    const words = (said.words ?? []).join(" ");
    this.tell("", words, ...(article || !said.url ? [] : [link(said.url, held ? "own-posts" : "see-it")]));
    // The form has gone from under the reader: on to what came of it.
    if (!moved || !wasIn) return;
    if (article) focus(article, {});
    else this.fields.source.focus();
  }

  async preview() {
    showWrong(this.form, {});
    this.tell("previewing");
    const sending = new Sending(this.form.dataset.preview, this.body(), { renew: () => this.renew(), onState() {} });
    const outcome = await sending.once();
    if (!outcome?.said || outcome.status >= 500) return this.tell("no-preview");
    const { status, said } = outcome;
    if (status >= 300) return this.answered(outcome, this.place);
    const body = make("div", { className: "body prose", lang: said.language, dir: said.direction });
    // Cleaned by the hub.
    body.innerHTML = said.html;
    const says = said.says.map((textContent) => make("p", { className: "soft small", textContent }));
    part("preview").replaceChildren(make("h3", { textContent: say("preview") }), ...says, body);
    part("preview").hidden = false;
    this.tell("previewed");
  }
}
