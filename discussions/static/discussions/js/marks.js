// How far a person has read: a post that was in sight for a moment counts, and the hub is told of
// the furthest one now and then, not of each.

import { newKey } from "./sending.js";

const MOMENT = 1_000;
const TOGETHER = 4_000;

export class Marks {
  // section: the posts, data-read-url and data-read, the position that the hub knows of.
  constructor(section) {
    const { readUrl, read } = section.dataset;
    if (!readUrl || !("IntersectionObserver" in self)) return;
    this.url = readUrl;
    this.told = this.read = Number(read || 0);
    this.inSight = new Map();
    this.observer = new IntersectionObserver((seen) => seen.forEach((each) => this.see(each)), {
      threshold: [0, 0.25, 0.5, 0.75, 1],
    });
    this.watch(section.querySelectorAll("article[data-position]"));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.resume()));
    addEventListener("pagehide", () => this.tell({ leaving: true }));
  }

  watch(articles) {
    for (const article of articles) if (Number(article.dataset.position) > this.read) this.observer?.observe(article);
  }

  // Most of it is in sight, or it fills half of the window.
  see({ target, intersectionRatio, intersectionRect, rootBounds }) {
    const enough = intersectionRatio >= 0.75 || intersectionRect.height >= (rootBounds?.height ?? innerHeight) / 2;
    if (!enough) {
      clearTimeout(this.inSight.get(target));
      this.inSight.delete(target);
    } else if (!this.inSight.has(target)) this.time(target);
  }

  time(article) {
    this.inSight.set(article, document.hidden ? 0 : setTimeout(() => this.count(article), MOMENT));
  }

  count(article) {
    this.inSight.delete(article);
    this.observer.unobserve(article);
    this.read = Math.max(this.read, Number(article.dataset.position));
    if (this.read > this.told) this.timer ??= setTimeout(() => this.tell(), TOGETHER);
  }

  leave() {
    for (const timer of this.inSight.values()) clearTimeout(timer);
    this.tell({ leaving: true });
  }

  resume() {
    for (const article of this.inSight.keys()) this.time(article);
  }

  async tell({ leaving = false } = {}) {
    clearTimeout(this.timer);
    this.timer = undefined;
    const position = this.read;
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (position <= this.told || !token) return;
    const before = this.told;
    this.told = position;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: new URLSearchParams({ position, key: newKey() }),
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        keepalive: leaving,
      });
      if (answer.status >= 500) this.told = before;
    } catch {
      // With the next one.
      this.told = before;
    }
  }
}
