// The line to the hub: a socket, or questions on a timer where there can be none.
//
// It knows nothing of posts: frames go to `onFrame`, and `catchUp` is told when something may have
// been missed.

const OPENS_WITHIN = 10_000;
const SLOWEST = 30_000;
// So many attempts in a row that came to nothing mean that sockets do not work here.
const ENOUGH = 3;
const POLL = [20_000, 30_000];
const MINUTE = [55_000, 65_000];
// With a socket that says nothing one asks all the same: a line can be dead and not know it.
const SILENCE = [90_000, 150_000];
// Where sockets did not work they are tried again.
const HOPE = [180_000, 300_000];
const HIDDEN_FOR = 30_000;
// Codes of a close after which nothing comes any more; the frame `bye` says the same in words.
const FINAL = { 4401: "signed-out", 4403: "no-access", 4404: "no-access" };

const between = ([least, most]) => least + Math.random() * (most - least);

export class Line {
  // socket: the address, "" where there is none. onFrame(frame). catchUp(): promise of whether the
  // hub answered. onState("live" | "asking" | "lost" | "slow" | "stopped" | "ended", why).
  constructor({ socket, onFrame, catchUp, onState, Socket = self.WebSocket }) {
    Object.assign(this, { address: socket, onFrame, catchUp, onState, Socket });
    this.pace = "stop";
    this.failures = 0;
    this.timers = {};
    document.addEventListener("visibilitychange", () => this.seen());
    addEventListener("online", () => this.soon());
    addEventListener("offline", () => !this.ended && this.pace !== "stop" && this.say("lost"));
    // A page that is kept for the back button holds no socket.
    addEventListener("pagehide", () => this.hangUp());
    addEventListener("pageshow", ({ persisted }) => persisted && this.soon());
  }

  // "live", "slow": asks once a minute, "stop": neither.
  go(pace) {
    if (this.ended) return;
    this.pace = pace;
    this.hangUp();
    if (pace === "stop") return this.say("stopped");
    if (pace === "slow") this.say("slow");
    this.start();
  }

  start() {
    if (this.ended || this.pace === "stop") return;
    if (this.pace === "slow") return this.poll(MINUTE);
    if (!this.address || !this.Socket) return this.poll(POLL);
    this.open();
  }

  after(name, time, run) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(run, time);
  }

  say(state, why) {
    if (this.state === state && !why) return;
    this.state = state;
    this.onState(state, why);
  }

  // Frames have a type; what is not known is left alone.
  open() {
    if (this.socket) return;
    let socket;
    try {
      socket = new this.Socket(this.address);
    } catch {
      return this.failed();
    }
    this.socket = socket;
    this.after("open", OPENS_WITHIN, () => socket.close());
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      const frame = read(data);
      if (frame?.type === "hello") this.opened();
      this.listen();
      if (frame?.type === "bye") return this.end(frame.reason ?? frame.why);
      if (frame) this.onFrame(frame);
    };
    socket.onclose = ({ code, reason }) => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      if (FINAL[code]) return this.end(reason || FINAL[code]);
      this.failed();
    };
  }

  opened() {
    clearTimeout(this.timers.open);
    clearTimeout(this.timers.poll);
    clearTimeout(this.timers.hope);
    this.failures = 0;
    this.say("live");
    this.catchUp();
  }

  listen() {
    this.after("silence", between(SILENCE), async () => {
      const answered = await this.catchUp();
      if (!answered) this.socket?.close();
      this.listen();
    });
  }

  failed() {
    clearTimeout(this.timers.open);
    clearTimeout(this.timers.silence);
    if (this.ended || this.pace !== "live") return;
    this.failures += 1;
    if (this.failures >= ENOUGH) {
      // From now on by questions; the socket may work again some day.
      if (this.state !== "asking" && this.state !== "lost") this.say("lost");
      this.after("hope", between(HOPE), () => this.open());
      if (this.failures === ENOUGH) this.poll(POLL);
      return;
    }
    if (this.failures > 1 || this.state !== "live") this.say("lost");
    // Many come back at once: each waits another while.
    this.after("open", Math.min(SLOWEST, 1_000 * 2 ** this.failures) * (0.25 + Math.random()), () => this.open());
  }

  // Ask now and then; also the way to find out whether there is a line at all.
  async poll(pace, { first = true } = {}) {
    const answered = first || !document.hidden ? await this.catchUp() : true;
    if (this.ended || this.pace === "stop" || this.state === "live") return;
    if (this.pace === "live") this.say(answered ? "asking" : "lost");
    this.after("poll", between(pace), () => this.poll(pace, { first: false }));
  }

  hangUp() {
    Object.values(this.timers).forEach(clearTimeout);
    const { socket } = this;
    this.socket = undefined;
    this.failures = 0;
    this.state = undefined;
    socket?.close();
  }

  // The line may be back: not all readers ask in the same instant.
  soon() {
    if (this.ended || this.pace === "stop" || (this.socket && this.state === "live")) return;
    this.after("open", 1_000 * Math.random(), () => {
      this.hangUp();
      this.start();
    });
  }

  // Nobody looks for a while: the line is put down, and what came is asked for when somebody does.
  seen() {
    if (this.ended || this.pace === "stop") return;
    if (document.hidden) return this.after("hidden", HIDDEN_FOR, () => this.rest());
    clearTimeout(this.timers.hidden);
    if (!this.resting) return void this.catchUp();
    this.resting = false;
    this.start();
  }

  rest() {
    this.resting = true;
    this.hangUp();
  }

  end(why) {
    if (this.ended) return;
    this.hangUp();
    this.ended = true;
    this.say("ended", why);
  }
}

function read(data) {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
