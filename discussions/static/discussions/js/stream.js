// The events of a topic in the order of their numbers, each once, whatever the line does to them.
//
// Frames come as they come: late, twice, or not at all. What is missing is waited for a moment,
// then asked for; the answer of the hub to "what came after 7" is the truth.

export const PATIENCE = 300;
// So many events may wait for an earlier one; beyond that they are asked for again.
const MOST = 400;
const AGAIN = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

const jittered = (time) => time * (0.5 + Math.random());

export class Stream {
  // number: everything up to this one stands on the page. ask(number): a promise of {number,
  // events, more}, what came after it, or a rejection where the hub did not answer; `final` on the
  // error where asking again is of no use. deliver(events): at least one, in order.
  constructor({ number, ask, deliver }) {
    Object.assign(this, { number, ask, deliver });
    this.early = new Map();
    this.ended = false;
    this.tries = 0;
  }

  // A frame from the line.
  take({ events = [], number = 0 }) {
    if (this.ended) return;
    for (const event of events) if (event.number > this.number) this.early.set(event.number, event);
    this.pass();
    if (this.early.size > MOST) this.early.clear();
    this.hear(number);
  }

  // The hub has come to this number: what is missing up to it is asked for, unless it comes first.
  hear(number, { wait = PATIENCE } = {}) {
    this.known = Math.max(this.known ?? 0, number, ...this.early.keys());
    if (this.ended || this.known <= this.number) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.known > this.number) this.catchUp();
    }, wait);
  }

  // Hand on what has no gap before it.
  pass() {
    const ready = [];
    for (let next; (next = this.early.get(this.number + 1)); ) {
      this.early.delete(next.number);
      this.number = next.number;
      ready.push(next);
    }
    if (ready.length) this.deliver(ready);
  }

  // Ask for what came since; true when the page has all that the hub had. One question at a time.
  catchUp() {
    this.asking ??= this.askOn().finally(() => (this.asking = undefined));
    return this.asking;
  }

  async askOn() {
    clearTimeout(this.later);
    try {
      for (let more = true; more && !this.ended; ) {
        const before = this.number;
        const answer = await this.ask(before);
        if (this.ended) return false;
        this.answered(answer, before);
        // An answer that leads nowhere is not asked for for ever.
        more = Boolean(answer.more) && this.number > before;
      }
      this.tries = 0;
      return !this.ended;
    } catch (error) {
      if (error.final) this.end();
      else if (!this.ended) this.later = setTimeout(() => this.catchUp(), this.pause());
      return false;
    }
  }

  pause() {
    return jittered(AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
  }

  // Everything between what was asked for and the number of the answer is in it. Frames may have
  // brought some of it meanwhile.
  answered({ events, number }, asked) {
    const fresh = events.filter((event) => event.number > this.number).sort((one, other) => one.number - other.number);
    for (const event of fresh) this.early.delete(event.number);
    const last = fresh.at(-1)?.number ?? 0;
    this.number = Math.max(this.number, asked, last, number ?? 0);
    for (const each of this.early.keys()) if (each <= this.number) this.early.delete(each);
    if (fresh.length) this.deliver(fresh);
    this.pass();
  }

  // Nothing is asked for or handed on any more.
  end() {
    this.ended = true;
    clearTimeout(this.timer);
    clearTimeout(this.later);
    this.early.clear();
  }
}
