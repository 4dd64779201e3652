// Posts on the page: made by cloning the page's own template, put where the page's order has them,
// changed where they stand.

import { make, moment, say } from "./words.js";

// One's own posts that wait for a moderator stand elsewhere under the same id.
const articleOf = (id) => document.querySelector(`#posts article[data-post="${id}"]`);
const positionOf = (article) => Number(article.dataset.position);

// Run something that changes the height of the page; what is looked at stays where it is.
export function still(run) {
  const page = document.documentElement;
  const focused = document.activeElement?.closest("#posts article, form");
  const shown = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const anchor = focused && shown(focused) ? focused : [...document.querySelectorAll("#posts article")].find(shown);
  const before = anchor?.getBoundingClientRect().top;
  // Some browsers would do the same by themselves, and then it were done twice.
  page.style.overflowAnchor = "none";
  const result = run();
  if (anchor?.isConnected) {
    scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  }
  requestAnimationFrame(() => page.style.removeProperty("overflow-anchor"));
  return result;
}

export class Posts {
  // section: the posts of the page; template: of an article; translated(post, since): a promise of
  // the article as the hub writes it for this reader, changed after that event; onBusy(kind, article): what somebody is at was
  // changed or taken away.
  constructor(section, { template, translated, onBusy }) {
    Object.assign(this, { section, template, translated, onBusy });
    this.newestFirst = section.dataset.order === "newest";
    this.base = section.dataset.events.replace(/topics\/\d+\/events$/, "posts/");
  }

  get(id) {
    return articleOf(id);
  }

  // The permanent one.
  address(id) {
    return `${this.base}${id}/`;
  }

  // Where the page has the same or a newer one, nothing changes.
  isKnown({ id, version }) {
    const article = articleOf(id);
    return Boolean(article) && Number(article.dataset.version) >= version;
  }

  // Making

  make(post) {
    const article = this.template.content.firstElementChild.cloneNode(true);
    const slot = (name) => article.querySelector(`[data-slot="${name}"]`);
    const write = (name, text, more = {}) => {
      const place = slot(name);
      if (text) Object.assign(place, { textContent: text }, more);
      else place.remove();
    };
    const { author, published_at: published } = post;
    this.name(article, post);
    write("author", author.name || say(author.withheld ? "withheld" : "left"));
    write("organisation", author.organisation, { lang: author.organisation_language, dir: "auto" });
    write("capacity", say(`capacity-${author.capacity}`));
    write("time", published && moment(published), { dateTime: published });
    write("position", `${post.position}`);
    for (const name of ["permalink", "more"]) slot(name).href = this.address(post.id);
    if (post.edited_at) slot("edited").href = `${this.address(post.id)}history/`;
    else slot("edited").remove();
    for (const [name, query] of [["reply", ""], ["quote", "&quote=1"]]) {
      const link = slot(name);
      if (link) link.search = `?to=${post.id}${query}`;
    }
    const body = slot("body");
    // Cleaned by the hub, by the same wall as the page itself.
    body.innerHTML = post.html;
    Object.assign(body, { lang: post.language, dir: post.direction });
    this.answers(slot("in-reply-to"), slot("parent"), post);
    this.files(slot("files"), post.files);
    this.languages(article.querySelector("footer ul"), post);
    return article;
  }

  name(article, { id, position, root, version, language = "" }) {
    const heading = article.querySelector(".by");
    article.id = `post-${id}`;
    if (heading) heading.id = `post-${id}-by`;
    article.setAttribute("aria-labelledby", `post-${id}-by`);
    Object.assign(article.dataset, { post: id, position, root: root ?? "", version, language });
  }

  answers(line, link, { parent }) {
    if (!parent) return line.remove();
    link.href = articleOf(parent.id) ? `#post-${parent.id}` : this.address(parent.id);
    link.dataset.parent = parent.id;
    link.textContent = parent.author ? say("answers", { author: isolated(parent.author) }) : say("answersSomebody");
  }

  files(list, files) {
    if (!files.length) return list.remove();
    list.append(...files.map(({ name, url, language }) => {
      const item = make("li");
      const link = make("a", { href: url, textContent: name, download: "", dir: "auto" });
      if (language) link.lang = language;
      item.append(link);
      return item;
    }));
  }

  // A post in another language says so.
  languages(list, { id, language, translations }) {
    const own = document.documentElement.lang;
    if (language === own) return;
    const item = make("li", { className: "soft" });
    if (translations.includes(own)) {
      const link = make("a", { href: this.address(id), textContent: say("translated") });
      item.append(link);
    } else item.textContent = say("in-language", { language: nameOf(language) });
    list.prepend(item);
  }

  // Placing

  // Among the other articles as the page has them: replies under the post at the top of their
  // thread where it is here, else in their own place.
  put(article) {
    const { root, post } = article.dataset;
    const top = root && articleOf(root);
    const nested = Boolean(top) && !top.closest(".replies");
    const home = nested ? this.repliesOf(top) : this.section;
    const later = [...home.querySelectorAll(":scope > article")].find((each) => {
      const after = positionOf(each) > positionOf(article);
      return each.dataset.post !== post && (nested || !this.newestFirst ? after : !after);
    });
    heading(article, nested ? "h4" : "h3");
    const own = article.isConnected && this.section.querySelector(`[data-replies="${post}"]`);
    home.querySelector(":scope > .empty")?.remove();
    document.querySelector(`#held #post-${post}`)?.remove();
    home.insertBefore(article, later ?? null);
    if (own && !nested) article.after(own);
    return article;
  }

  repliesOf(top) {
    const found = this.section.querySelector(`[data-replies="${top.dataset.post}"]`);
    if (found) return found;
    const made = make("div", { className: "replies" });
    made.dataset.replies = top.dataset.post;
    top.after(made);
    return made;
  }

  // Changing what is shown

  // Somebody is in it, or answers it.
  isBusy(article) {
    return article.contains(document.activeElement) || article.hasAttribute("data-answered");
  }

  // A newer version of a post that stands here. Where the reader has a translation of it, the hub
  // is asked for the article.
  async update(post, number) {
    const has = articleOf(post.id).querySelector("[data-slot=translation]");
    const asked = has || post.translations.includes(document.documentElement.lang);
    const made = (asked && (await this.translated(post, number - 1).catch(() => undefined))) || this.make(post);
    const article = articleOf(post.id);
    // Something newer came while it was asked for.
    if (!article || Number(article.dataset.version) >= post.version) return;
    if (!this.isBusy(article)) return this.replace(article, made);
    // Marked as known, so that a later version counts.
    article.dataset.version = post.version;
    article.querySelector("[data-changed]")?.remove();
    const note = make("p", { className: "note" });
    note.dataset.changed = "";
    const button = make("button", { type: "button", className: "button plain", textContent: say("show-change") });
    button.onclick = () => {
      this.replace(article, made);
      focus(article);
    };
    note.append(say("changed"), " ", button);
    still(() => article.querySelector("header").after(note));
    this.onBusy("changed", article);
  }

  replace(article, made) {
    still(() => {
      const own = article.querySelector("footer");
      const { root } = article.dataset;
      // The links that only this reader has stay, unless the hub has written them anew.
      if (own && made.querySelector("[data-slot=more]")) made.querySelector("footer").replaceWith(own);
      const mark = article.querySelector(".new");
      article.replaceChildren(...made.childNodes);
      if (mark && !article.querySelector(".new")) article.querySelector("header").append(" ", mark);
      article.classList.toggle("stub", made.classList.contains("stub"));
      Object.assign(article.dataset, made.dataset);
      if (root !== article.dataset.root) this.put(article);
      else heading(article, article.closest(".replies") ? "h4" : "h3");
    });
  }

  // A post that cannot be read any more: a stub stays in its place, whoever is at it is told.
  gone(post) {
    const article = articleOf(post.id);
    if (!article || (article.classList.contains("stub") && !post.version)) return;
    const focused = article.contains(document.activeElement);
    const busy = this.isBusy(article);
    const made = make("article", { className: "post stub" });
    const header = make("header");
    const title = make("h3", { className: "by", textContent: say(post.why) });
    header.append(title);
    if (post.position) {
      const place = this.template.content.querySelector("[data-slot=permalink]").cloneNode(true);
      place.href = this.address(post.id);
      place.lastElementChild.textContent = post.position;
      header.append(" ", place);
    }
    made.append(header);
    this.name(made, { ...post, position: post.position ?? article.dataset.position, root: article.dataset.root });
    this.replace(article, made);
    if (focused) focus(article);
    if (busy) this.onBusy(post.why, article);
  }
}

// Where the focus has lost what it was on, and where somebody asks to be led.
export function focus(article, options = { preventScroll: true }) {
  article.tabIndex = -1;
  article.focus(options);
}

function heading(article, name) {
  const now = article.querySelector("header .by");
  if (!now || now.localName === name) return;
  const made = document.createElement(name);
  for (const { name: attribute, value } of now.attributes) made.setAttribute(attribute, value);
  made.append(...now.childNodes);
  now.replaceWith(made);
}

function nameOf(language) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(language);
  } catch {
    // One that this browser does not know.
    return language;
  }
}

// A name within a sentence keeps its own direction.
const isolated = (name) => `\u2068${name}\u2069`;
