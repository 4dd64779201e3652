// New posts wait until the reader wants them: a bar says how many, its button puts them in.

import { focus, still } from "./insert.js";
import { count, make, say } from "./words.js";

// So many wait on the page; where there are more, the bar leads to them.
const MOST = 200;

export class Arrivals {
  // section: the posts of the page, with data-page, data-last-page, data-page-size, and
  // data-language where it leaves the others out. bar: where the button and the link stand.
  constructor(section, bar, { posts, aloud }) {
    Object.assign(this, { section, bar, posts, aloud });
    this.waiting = new Map();
    // Those of a later page: number by position.
    this.elsewhere = new Map();
    const { page, lastPage, pageSize, language } = section.dataset;
    this.only = language;
    this.isLast = page === lastPage;
    // The positions that the page holds. With a language chosen it counts posts, not positions.
    this.from = language ? 0 : (page - 1) * pageSize;
    this.to = language ? (this.isLast ? Infinity : 0) : page * pageSize;
    this.held = false;
    this.told = 0;
    this.button = make("button", { type: "button", className: "button" });
    this.link = make("a");
    for (const each of [this.button, this.link]) {
      each.hidden = true;
      each.addEventListener("blur", () => setTimeout(() => this.left()));
    }
    this.button.onclick = () => (this.waiting.size ? this.show() : this.lead());
    bar.replaceChildren(this.button, this.link);
  }

  get size() {
    return this.waiting.size + this.elsewhere.size;
  }

  // ---- What happens

  take(event) {
    const { post } = event;
    if (!post) return;
    if (post.gone) this.gone(post);
    else if (this.posts.get(post.id)) {
      if (!this.posts.isKnown(post)) this.posts.update(post, event.number);
    } else if (this.waiting.has(post.id)) this.waiting.set(post.id, post);
    else if (this.isNew(event)) this.await(post);
    this.draw();
  }

  // It belongs on this page or on a later one, and the reader has not seen it.
  isNew({ kind, post }) {
    if (this.only && post.language !== this.only && !post.translations.includes(this.only)) return false;
    if (kind === "post.created") return post.position > this.from;
    return ["post.restored", "post.moved"].includes(kind) && this.isHere(post.position);
  }

  isHere(position) {
    return position > this.from && position <= this.to;
  }

  await(post) {
    if (this.isHere(post.position) && this.waiting.size < MOST) this.waiting.set(post.id, post);
    else this.elsewhere.set(post.id, post.position);
  }

  gone(post) {
    this.forget(post.id);
    if (this.posts.get(post.id) && !(post.version && this.posts.isKnown(post))) this.posts.gone(post);
  }

  // The reader has it by another way.
  forget(id) {
    this.waiting.delete(id);
    this.elsewhere.delete(id);
    this.draw();
  }

  // What was not shown by now may be no longer for this reader.
  end() {
    this.waiting.clear();
    this.elsewhere.clear();
    this.draw();
  }

  // ---- What the bar says

  // While one's own post is on its way, it is not to be told as somebody's.
  hold(held) {
    this.held = held;
    this.draw();
  }

  draw() {
    if (this.held || (!this.size && this.bar.hidden && !this.first)) return;
    const { size } = this.waiting;
    still(() => {
      this.write(this.button, size ? count("new-posts", size) : this.first?.isConnected ? say("to-first") : "");
      this.write(this.link, this.elsewhere.size ? count(size ? "more-posts" : "posts-elsewhere", this.elsewhere.size) : "");
      this.bar.hidden = this.button.hidden && this.link.hidden;
    });
    if (this.elsewhere.size) this.link.href = this.posts.address(this.nearest());
    // Only more is news.
    if (!this.size) this.aloud.say("news", "");
    else if (this.size > this.told) this.aloud.say("news", () => this.size && count("told", this.size));
    this.told = this.size;
  }

  // What has the focus is never taken away.
  write(element, text) {
    if (!text && element === document.activeElement) text = say("nothing-new");
    if (text && element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  }

  // The focus has left the bar: what it had to say about what was put in is said.
  left() {
    if (this.bar.contains(document.activeElement)) return;
    this.first = undefined;
    this.draw();
  }

  // Of the posts on later pages, the first.
  nearest() {
    return [...this.elsewhere].reduce((one, other) => (other[1] < one[1] ? other : one))[0];
  }

  // ---- What the reader does

  // Put them where the page has them. Neither the focus nor what is looked at moves.
  show() {
    const posts = [...this.waiting.values()].sort((one, other) => one.position - other.position);
    this.waiting.clear();
    still(() => {
      for (const post of posts) this.mark(this.posts.put(this.posts.make(post)));
    });
    const shown = posts.map(({ id }) => this.posts.get(id));
    this.first = [...this.section.querySelectorAll("article")].find((each) => shown.includes(each));
    this.aloud.say("shown", count("shown", posts.length), { now: true });
    this.draw();
    this.onShown?.(shown);
  }

  mark(article) {
    const text = say("new");
    if (!text || article.querySelector(".new")) return;
    const mark = make("strong", { className: "new", textContent: text });
    article.querySelector("header").append(" ", mark);
  }

  // To the first of those that were put in, since the reader asks for it.
  lead() {
    const { first } = this;
    this.first = undefined;
    if (first?.isConnected) focus(first, {});
    this.draw();
  }
}
