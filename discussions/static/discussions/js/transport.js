// The line to the hub: a socket, or questions on a timer where there can be none.
//
// It knows nothing of posts: frames go to `onFrame`, questions are asked by `catchUp`.

const OPENS_WITHIN = 10_000;
const SLOWEST = 30_000;
// So many attempts in a row that came to nothing mean that sockets do not work here.
const ENOUGH = 3;
const POLL = [20_000, 30_000];
const MINUTE = [55_000, 65_000];
// A line can be dead and not know it: after a silence one asks whether somebody is there.
const SILENCE = [45_000, 75_000];
const ECHOES_WITHIN = 10_000;
// Where sockets did not work they are tried again.
const HOPE = [180_000, 300_000];
const HIDDEN_FOR = 30_000;
// Why the hub closed it (discussions/live/events.py).
const SESSION_OVER = 4401;
const NOT_FOUND = 4404;

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

  open() {
    if (this.socket) return;
    let socket;
    try {
      socket = new this.Socket(this.address);
    } catch {
      return this.failed();
    }
    this.socket = socket;
    this.after("open", OPENS_WITHIN, () => this.drop(socket));
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      this.listen(socket);
      const frame = read(data);
      if (frame?.type === "hello") this.opened();
      if (frame) this.onFrame(frame);
    };
    socket.onclose = ({ code }) => this.closed(socket, code);
  }

  // Closed from here: what the other end says of it may never come.
  drop(socket) {
    socket.close();
    this.closed(socket);
  }

  closed(socket, code) {
    if (this.socket !== socket) return;
    this.socket = undefined;
    if (code === SESSION_OVER) return this.end("signed-out");
    if (code >= 4400 && code < 4500) this.failures = ENOUGH - 1;
    // Whether that is so the answer to a question says: a socket may be lost on its way, too.
    if (code === NOT_FOUND) this.catchUp();
    this.failed();
  }

  opened() {
    for (const name of ["open", "poll", "hope"]) clearTimeout(this.timers[name]);
    this.failures = 0;
    this.say("live");
  }

  listen(socket) {
    clearTimeout(this.timers.echo);
    this.after("silence", between(SILENCE), () => {
      socket.send('{"type":"ping"}');
      this.after("echo", ECHOES_WITHIN, () => this.drop(socket));
    });
  }

  failed() {
    for (const name of ["open", "silence", "echo"]) clearTimeout(this.timers[name]);
    if (this.ended || this.pace !== "live") return;
    this.failures += 1;
    if (this.failures < ENOUGH) {
      if (this.failures > 1) this.say("lost");
      // Many come back at once: each waits another while.
      const pause = Math.min(SLOWEST, 1_000 * 2 ** this.failures) * (0.25 + Math.random());
      return this.after("open", pause, () => this.open());
    }
    // From now on by questions; the socket may work again some day.
    if (this.state === "live") this.say("lost");
    this.after("hope", between(HOPE), () => this.open());
    if (this.failures === ENOUGH) this.poll(POLL);
  }

  // Ask now and then; also the way to find out whether there is a line at all.
  async poll(pace, { first = true } = {}) {
    const answered = first || !document.hidden ? await this.catchUp() : true;
    if (this.ended || this.pace === "stop" || this.state === "live") return;
    this.say(answered ? (this.pace === "live" ? "asking" : "slow") : "lost");
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
    if (this.resting) this.start();
    else if (this.state !== "live") this.catchUp();
    this.resting = false;
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
