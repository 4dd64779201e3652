// What is sent to the hub until it has an answer: a line that is down or a hub that starts again is
// waited for, and the same is sent again under the same key, so that it happens once.

const AGAIN = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
const ANSWERS_WITHIN = 30_000;

export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return [...random].map((each) => each.toString(16).padStart(2, "0")).join("");
}

export class Stopped extends Error {}

export class Sending {
  // body: what is sent. renew(): a promise of another csrfmiddlewaretoken, "" where there is none.
  // onState("sending" | "waiting").
  constructor(url, body, { renew, onState }) {
    Object.assign(this, { url, body, renew, onState });
    this.stopped = false;
  }

  // A promise of {status, said}, what the hub answered; a rejection with `Stopped` after `stop`.
  async run() {
    const back = () => this.wake?.();
    addEventListener("online", back);
    try {
      for (let tries = 0, renewed = false; ; tries += 1) {
        this.onState("sending");
        const answer = await this.once();
        if (this.stopped) throw new Stopped();
        // A token that is too old; or the hub is too busy, restarts, or is not there.
        if (answer?.status === 403 && !answer.said && !renewed) {
          renewed = true;
          const token = await this.renew();
          if (token) {
            this.body.set("csrfmiddlewaretoken", token);
            continue;
          }
        }
        if (answer && answer.status < 500 && !(answer.status === 429 && !answer.said)) return answer;
        this.onState("waiting");
        // Many come back at once: each waits another while.
        const pause = AGAIN[Math.min(tries, AGAIN.length - 1)] * (0.5 + Math.random());
        await new Promise((wake) => {
          this.wake = wake;
          setTimeout(wake, pause);
        });
        if (this.stopped) throw new Stopped();
      }
    } finally {
      removeEventListener("online", back);
    }
  }

  async once() {
    this.request = new AbortController();
    const timer = setTimeout(() => this.request.abort(), ANSWERS_WITHIN);
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: this.body,
        headers: { Accept: "application/json" },
        signal: this.request.signal,
      });
      const type = answer.headers.get("Content-Type") ?? "";
      return { status: answer.status, said: type.startsWith("application/json") ? await answer.json() : undefined };
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  // What was sent may have arrived all the same; the key says so when it is sent again.
  stop() {
    this.stopped = true;
    this.request?.abort();
    this.wake?.();
  }
}
