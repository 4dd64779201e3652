// Copies of what has not reached the hub, in this browser's own storage, and the other tabs of
// the same browser. Nothing here fails where a browser keeps no storage or has no channel.

import { entriesOf } from "./answers.js";

const PREFIX = "hub.draft";
const OLDEST = 30 * 24 * 3_600_000;
const ROLL_CALL = 300;

export class Mirror {
  // place: "user/practice/part/section". onOther(open): another tab has the draft open, or none
  // any more. onSaved(): another tab has saved the same page.
  constructor(place, { url, onOther, onSaved }) {
    this.place = place;
    this.url = url;
    this.tab = this.newKey();
    this.own = `${PREFIX}/${place}/${this.tab}`;
    this.others = new Map();
    const draft = place.split("/").slice(0, 2).join("/");
    if (!("BroadcastChannel" in self)) return;
    this.channel = new BroadcastChannel(`${PREFIX}/${draft}`);
    this.channel.onmessage = ({ data: { kind, tab, place: there } }) => {
      const before = this.others.size;
      if (kind === "bye") this.others.delete(tab);
      else this.others.set(tab, there);
      if (kind === "hello") this.tell("here");
      if (kind === "saved" && there === this.place) onSaved();
      if (Boolean(before) !== Boolean(this.others.size)) onOther(this.others.size > 0);
    };
    this.tell("hello");
  }

  tell(kind) {
    this.channel?.postMessage({ kind, tab: this.tab, place: this.place });
  }

  newKey() {
    const random = crypto.getRandomValues(new Uint8Array(16));
    return [...random].map((each) => each.toString(16).padStart(2, "0")).join("");
  }

  // Keep the fields of these names as they stand, with the hash of what was read before; nothing
  // where there are none. sent: what may have arrived already. False where it cannot be kept.
  keep(boxes, names, base, sent = {}) {
    const fields = {};
    for (const name of names) {
      fields[name] = { entries: entriesOf(boxes.get(name)), read: base[name], sent: sent[name] };
    }
    try {
      if (names.length) localStorage.setItem(this.own, JSON.stringify({ at: Date.now(), url: this.url, fields }));
      else localStorage.removeItem(this.own);
      return true;
    } catch {
      return false;
    }
  }

  // Whether there may be such a copy.
  get hasLeft() {
    try {
      return Object.keys(localStorage).some((key) => key.startsWith(`${PREFIX}/`) && key !== this.own);
    } catch {
      return false;
    }
  }

  // The copies of this page that no open tab looks after, the oldest first.
  async left() {
    if (this.channel) await new Promise((resolve) => setTimeout(resolve, ROLL_CALL));
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(`${PREFIX}/`) || key === this.own) continue;
        const copy = JSON.parse(localStorage.getItem(key));
        if (!(copy?.at > Date.now() - OLDEST)) localStorage.removeItem(key);
        else if (key.startsWith(`${PREFIX}/${this.place}/`) && !this.others.has(key.split("/").at(-1))) {
          found.push({ ...copy, key });
        }
      }
    } catch {
      // No storage, or something else wrote there.
    }
    return found.sort((one, other) => one.at - other.at);
  }

  // A copy that was put back stands in this tab's own from now on.
  adopt(copy, boxes, names, base) {
    if (this.keep(boxes, names, base)) localStorage.removeItem(copy.key);
  }
}
