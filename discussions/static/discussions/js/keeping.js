// What somebody writes is kept: on the hub as a draft, and in this browser until the hub has it.

import { entriesOf, fill } from "../../practices/js/answers.js";
import { Mirror } from "../../practices/js/mirror.js";

const TYPING = 2_000;
const LONGEST = 10_000;
const SLOWEST = 60_000;
const NAMES = ["source", "language", "capacity", "organisation", "name_withheld"];

// One place of a topic: at the top, or in reply to one post. The form is in one place at a time;
// what stands in the others is remembered here.
export class Keeping {
  // place: "user/topic-7/parent/reply". save(): sends the form as a draft, a promise of whether the
  // hub has it; undefined where it has refused it. onState("kept" | "unkept" | "saved").
  constructor(place, form, { save, onState }) {
    Object.assign(this, { form, save, onState });
    this.box = { querySelectorAll: () => this.away ?? NAMES.map((name) => form.elements[name]).filter(Boolean) };
    this.boxes = new Map([["reply", this.box]]);
    this.mirror = new Mirror(place, { url: location.pathname, onOther() {}, onSaved() {} });
    this.known = this.entries;
    this.failures = 0;
    this.paused = false;
  }

  get entries() {
    return entriesOf(this.box);
  }

  get isDirty() {
    return this.entries !== this.known;
  }

  copy() {
    return this.mirror.keep(this.boxes, this.isDirty ? ["reply"] : [], { reply: this.key });
  }

  // What is typed is on the device at once, and on the hub a moment later. key: under which it will
  // be sent, so that it is published once even where the browser ends before the answer.
  changed(key) {
    this.key = key;
    if (!this.copy()) this.onState("unkept");
    this.since ??= Date.now();
    this.later(Math.min(TYPING, Math.max(0, this.since + LONGEST - Date.now())));
  }

  later(pause) {
    clearTimeout(this.timer);
    if (!this.paused && !this.away) this.timer = setTimeout(() => this.flush(), pause);
  }

  // Send it now.
  async flush() {
    clearTimeout(this.timer);
    if (this.paused || this.away || !this.isDirty || this.running) return;
    const { entries } = this;
    this.since = undefined;
    this.running = this.save();
    const saved = await this.running;
    this.running = undefined;
    if (saved) {
      this.failures = 0;
      this.settle(entries);
    }
    if (this.away || this.paused || saved === undefined) return;
    this.onState(saved ? "saved" : "kept");
    if (!saved) this.later(Math.min(SLOWEST, TYPING * 2 ** this.failures++) * (0.5 + Math.random()));
    else if (this.isDirty) this.later(TYPING);
  }

  // The hub has this.
  settle(entries = this.entries) {
    this.known = entries;
    this.copy();
  }

  // Nothing is saved while what stands here is on its way to be published.
  pause(paused) {
    this.paused = paused;
    clearTimeout(this.timer);
    if (!paused && this.isDirty) this.later(TYPING);
  }

  // The form goes to another place.
  leave() {
    this.flush();
    clearTimeout(this.timer);
    this.away = [...this.box.querySelectorAll()].map(({ name, type, checked, value }) => ({ name, type, checked, value }));
  }

  // It comes back: what stood here stands in it again.
  enter() {
    const entries = this.away && this.entries;
    this.away = undefined;
    if (entries) fill(this.box, entries);
  }

  // Copies that earlier visits left in this browser: {at, key, entries, adopt()}, the oldest first.
  async left() {
    if (!this.mirror.hasLeft) return [];
    const copies = await this.mirror.left();
    return copies
      .filter(({ fields }) => fields?.reply)
      .map((copy) => ({
        at: copy.at,
        key: copy.fields.reply.read,
        entries: copy.fields.reply.entries,
        adopt: () => this.mirror.adopt(copy, this.boxes, this.isDirty ? ["reply"] : [], { reply: this.key }),
      }));
  }

  end() {
    this.mirror.tell("bye");
  }
}
