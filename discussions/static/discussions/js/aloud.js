// What is said to who does not see the page: one polite sentence at a time, with pauses.

const PAUSE = 5_000;
// Somebody who writes is interrupted less.
const WRITING = 20_000;

export class Aloud {
  constructor(region) {
    this.region = region;
    this.waiting = new Map();
    this.last = -Infinity;
    document.addEventListener("visibilitychange", () => this.plan());
  }

  // text: a string, or a function that makes it when it is said; a later one under the same name
  // takes its place, "" takes it back. now: what somebody has just asked for is not held back.
  say(name, text, { now = false } = {}) {
    if (text) this.waiting.set(name, text);
    else this.waiting.delete(name);
    if (now) this.last = -Infinity;
    this.plan();
  }

  plan() {
    clearTimeout(this.timer);
    if (!this.waiting.size || document.hidden) return;
    const pause = document.activeElement?.matches("textarea, input") ? WRITING : PAUSE;
    // A moment for what else comes along with it.
    this.timer = setTimeout(() => this.speak(), Math.max(150, this.last + pause - Date.now()));
  }

  speak() {
    const said = [...this.waiting.values()].map((text) => (typeof text === "string" ? text : text())).filter(Boolean);
    this.waiting.clear();
    if (!said.length) return;
    this.last = Date.now();
    // The same sentence again is said again.
    const line = document.createElement("span");
    line.textContent = said.join(" ");
    this.region.replaceChildren(line);
  }
}
