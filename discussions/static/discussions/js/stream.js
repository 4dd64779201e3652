// What happens in a topic, in its order, each thing once, whatever the line does to the frames.
//
// A frame holds all events after one number up to another (discussions/live/events.py). It may come
// late, twice, or not at all: what is missing is waited for a moment, then asked for.

export const PATIENCE = 300;
// So many frames may wait for an earlier one; beyond that all of it is asked for.
const MOST = 200;
const AGAIN = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

export class Stream {
  // number: what happened up to this one stands on the page. ask(number): a promise of the frame of
  // what came after it, or a rejection where the hub did not answer, with `final` where asking
  // again is of no use. deliver(events): at least one, each with its post or topic.
  constructor({ number, ask, deliver }) {
    Object.assign(this, { number, ask, deliver });
    this.known = number;
    this.early = [];
    this.tries = 0;
    this.ended = false;
  }

  // A frame from the line.
  take(frame) {
    if (this.ended || !Array.isArray(frame.events)) return;
    if (frame.after > this.number) {
      this.early.push(frame);
      if (this.early.length > MOST) this.early = [];
    } else this.pass(frame);
    // A frame that was cut short by the hub's limits goes on where it ended.
    this.hear(frame.more ? frame.number + 1 : frame.number);
  }

  // The hub has come to this number. What is missing up to it is asked for unless it comes first.
  hear(number, { wait = PATIENCE } = {}) {
    this.known = Math.max(this.known, number);
    if (this.ended || this.known <= this.number) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.known > this.number) this.catchUp();
    }, wait);
  }

  // Hand on a frame that has no gap before it, and the early ones that now follow.
  pass(frame) {
    for (let next = frame; next; next = this.early.find(({ after }) => after <= this.number)) {
      this.early = this.early.filter((each) => each !== next && each.number > this.number);
      const fresh = whole(next.events).filter(({ number }) => number > this.number);
      this.number = Math.max(this.number, next.number);
      if (fresh.length) this.deliver(fresh);
    }
  }

  // Ask for what came since. One question at a time; true when the hub has answered to the end.
  catchUp() {
    this.asking ??= this.askOn().finally(() => (this.asking = undefined));
    return this.asking;
  }

  async askOn() {
    clearTimeout(this.later);
    try {
      for (let more = true; more && !this.ended; ) {
        const asked = this.number;
        const frame = await this.ask(asked);
        if (this.ended) return false;
        // The hub's log was put back from an older copy: it is read from its beginning.
        if (frame.after < asked && frame.number < asked) this.number = this.known = frame.after;
        const before = this.number;
        this.pass(frame);
        more = frame.more && this.number > before;
      }
      this.known = this.number;
      this.tries = 0;
      return !this.ended;
    } catch (error) {
      if (error.final) this.end();
      else if (!this.ended) this.later = setTimeout(() => this.catchUp(), this.pause());
      return false;
    }
  }

  pause() {
    return AGAIN[Math.min(this.tries++, AGAIN.length - 1)] * (0.5 + Math.random());
  }

  // No question is asked again by itself; who stopped the line does not want it.
  rest() {
    clearTimeout(this.timer);
    clearTimeout(this.later);
    this.timer = undefined;
  }

  // Nothing is asked for or handed on any more.
  end() {
    this.ended = true;
    this.rest();
    this.early = [];
  }
}

// A post stands in a frame once, where it comes first.
function whole(events) {
  const posts = new Map();
  return events.map((event) => {
    const { post } = event;
    if (!post) return event;
    if (!post.same) posts.set(post.id, post);
    return { ...event, post: posts.get(post.id) };
  });
}
