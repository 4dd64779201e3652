// The page of a topic while it is open: what happens in it arrives, and posts are sent, without
// another page. Without this script the same page has links and a form for all of it.

import { Aloud } from "./aloud.js";
import { Arrivals } from "./arrivals.js";
import { Posts, still } from "./insert.js";
import { Marks } from "./marks.js";
import { Stream } from "./stream.js";
import { Line } from "./transport.js";
import { say } from "./words.js";

const KEPT = "hub-pace";
const PACES = ["live", "slow", "stop"];
const ANSWERS_WITHIN = 20_000;

const section = document.getElementById("posts");
const panel = document.getElementById("arriving");
if (section?.dataset.events && panel) open();

function open() {
  const { events, socket, sequence } = section.dataset;
  const aloud = new Aloud(document.getElementById("live"));
  const posts = new Posts(section, {
    template: document.getElementById("post-template"),
    // The article of a post as the hub writes it for this reader.
    translated: ({ id }, since) => articleOf(id, since),
    onBusy: (kind, article) => {
      aloud.say(`busy-${article.id}`, say(`at-${kind}`), { now: true });
      replying?.disturbed(article, kind);
    },
  });
  const arrivals = new Arrivals(section, document.getElementById("new-posts"), { posts, aloud });
  const marks = new Marks(section);
  const stream = new Stream({ number: Number(sequence), ask, deliver });
  const line = new Line({
    socket: socket ? new URL(socket, location.href.replace(/^http/, "ws")).href : "",
    onFrame,
    catchUp: () => stream.catchUp(),
    onState,
  });
  arrivals.onShown = (articles) => marks.watch(articles);
  // Who is not signed in has a form that leads there, and needs no script for it.
  const form = document.getElementById("reply");
  let replying;
  if (form?.dataset.draft) {
    import("./replying.js").then(({ Replying }) => {
      replying = new Replying(form, { section, published, hold });
    });
  }

  // ---- The hub

  async function get(query) {
    const signal = "timeout" in AbortSignal ? AbortSignal.timeout(ANSWERS_WITHIN) : undefined;
    const answer = await fetch(`${events}?${new URLSearchParams(query)}`, { cache: "no-store", signal });
    if (answer.ok && !answer.redirected) return answer;
    const final = answer.redirected || [400, 401, 403, 404, 410].includes(answer.status);
    if (final) line.end(answer.status === 404 ? "no-access" : "reload");
    throw Object.assign(new Error(`${answer.status}`), { final });
  }

  async function ask(since) {
    const answer = await get({ since });
    return answer.json();
  }

  // The article as the hub writes it for this reader: with a translation, and one's own links.
  async function articleOf(id, since) {
    const answer = await get({ since, as: "html" });
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const article = made.getElementById(`post-${id}`);
    return article && document.importNode(article, true);
  }

  // While one's own post is on its way, a frame may bring it before the answer does.
  let sentAfter;
  function hold(held) {
    if (held) sentAfter = stream.number;
    arrivals.hold(held);
  }

  // One's own post is shown at once, as the hub writes it for its author; the article, where it
  // belongs on this page.
  async function published(id) {
    const written = await articleOf(id, sentAfter).catch(() => undefined);
    const brought = arrivals.waiting.get(id);
    const article = written ?? (brought && posts.make(brought));
    const isHere = article && arrivals.isHere(Number(article.dataset.position));
    arrivals.forget(id);
    stream.catchUp();
    return posts.get(id) ?? (isHere ? still(() => posts.put(article)) : undefined);
  }

  function deliver(happened) {
    for (const event of happened) {
      if (event.post) arrivals.take(event);
      if (event.topic) changed(event.topic);
    }
  }

  // ---- The topic itself

  function changed({ state, locked }) {
    const now = state === "open" && locked ? "locked" : state;
    const notice = panel.querySelector("[data-topic-changed]");
    if (section.dataset.state === now) return (notice.hidden = true);
    notice.firstElementChild.textContent = say(`topic-${now}`);
    notice.hidden = false;
    aloud.say("topic", say(`topic-${now}`));
  }

  // ---- The line

  function onFrame(frame) {
    if (frame.type === "events") stream.take(frame);
    // All readers hear the same: not all ask in the same instant. Of less than the page knows,
    // the answer to a question says why.
    else if (frame.number > stream.number) stream.hear(frame.number, { wait: 700 * Math.random() });
    else if (frame.type === "hello" && frame.number < stream.number) stream.catchUp();
  }

  function onState(state, why) {
    const text = panel.querySelector("[data-line]");
    const name = state === "ended" ? (why ?? "no-access") : state;
    text.textContent = say(`line-${name}`);
    text.dataset.is = state;
    panel.querySelector("[data-sign-in]").hidden = why !== "signed-out";
    panel.querySelector("[data-reload]").hidden = !["signed-out", "reload"].includes(why);
    // Who stopped it looks when they like, as without scripts.
    const check = document.getElementById("check");
    if (check) check.hidden = state !== "stopped";
    if (state !== "ended") return;
    stream.end();
    arrivals.end();
    panel.querySelector("fieldset").hidden = true;
    aloud.say("line", text.textContent, { now: true });
  }

  function remembered() {
    try {
      const pace = localStorage.getItem(KEPT);
      return PACES.includes(pace) ? pace : "live";
    } catch {
      return "live";
    }
  }

  function go(pace) {
    if (pace === "stop") stream.rest();
    line.go(pace);
  }

  panel.addEventListener("change", ({ target }) => {
    if (target.name !== "pace") return;
    try {
      localStorage.setItem(KEPT, target.value);
    } catch {
      // The choice lasts as long as the page.
    }
    go(target.value);
  });

  const pace = remembered();
  for (const each of panel.querySelectorAll("[name=pace]")) each.checked = each.value === pace;
  panel.hidden = false;
  go(pace);
}
