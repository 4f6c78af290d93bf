// The article beside the answer, open at the sentences that were quoted.

import { call, Problem } from "./api.js";
import { aboutLine, cut, drawArticles } from "./answer.js";
import { byId, icon, isOfWeb, make, outward } from "./dom.js";
import { say } from "./strings.js";

const panel = byId("article");
const narrow = matchMedia("(max-width: 67.99em)");
let opener = null;
let shown = null;

/** Show an article, at the places [start, end) of its body where those are given. */
export async function openArticle(id, place, does) {
  const key = JSON.stringify([id, place ?? null]);
  if (shown === key) return;
  if (!panel.contains(document.activeElement)) opener = document.activeElement;
  shown = key;
  document.documentElement.dataset.reading = "";
  panel.hidden = false;
  cover();
  const button = make("button", { type: "button", class: "quiet", "aria-label": say("close"), title: say("close"), onclick: does.close }, icon("close"));
  const head = make("div", { class: "head" }, make("span", {}, say("article")), button);
  const title = make("h2", { id: "article-title" }, say("loading"));
  panel.replaceChildren(head, title);
  button.focus({ preventScroll: true });
  try {
    const article = await call(`/v1/articles/${encodeURIComponent(id)}`);
    if (shown !== key) return;
    title.textContent = article.title;
    title.lang = article.language;
    const body = drawBody(article, place);
    panel.replaceChildren(head, title, aboutLine(article),
      isOfWeb(article.url) ? make("p", {}, outward(article.url, say("original"), icon("out"))) : "",
      body, ...drawRelated(article, does));
    showMark(body);
  } catch (error) {
    if (shown !== key) return;
    panel.append(make("p", { role: "alert" }, error instanceof Problem ? error.message : say("failed")));
  }
}

/** Put the article away, and go back to where it was opened. */
export function closeArticle() {
  if (!shown) return;
  shown = null;
  delete document.documentElement.dataset.reading;
  panel.hidden = true;
  cover();
  if (opener?.isConnected) opener.focus({ preventScroll: !narrow.matches });
  opener = null;
}

/** On a narrow screen the article lies over all else, which is out of reach meanwhile. */
function cover() {
  const isCovered = Boolean(shown) && narrow.matches;
  for (const element of [document.querySelector(".bar"), byId("main"), document.querySelector(".foot")]) {
    element.inert = isCovered;
  }
}

narrow.addEventListener("change", cover);

function showMark(body) {
  const mark = body.querySelector("mark");
  panel.scrollTop = 0;
  if (!mark) return;
  // Not scrollIntoView, which would move the answer too.
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  panel.scrollTo({ top, behavior: isStill ? "auto" : "smooth" });
  mark.focus({ preventScroll: true });
}

/** The body by lines, with the place marked; a line's marks of Markdown only tell how it looks. */
function drawBody(article, place) {
  const body = make("div", { class: "body", lang: article.language });
  let at = 0;
  let isFirst = true;
  for (const line of article.body.split("\n")) {
    const length = Array.from(line).length;
    if (line.trim()) {
      const lead = /^#{1,6}\s+/.exec(line)?.[0].length ?? 0;
      const from = clamp((place?.start ?? 0) - at, lead, length);
      const to = clamp((place?.end ?? 0) - at, lead, length);
      const [before, words, after] = cut(line, from, to);
      const mark = place && words ? make("mark", isFirst ? { tabindex: "-1" } : {}, words) : null;
      if (mark) isFirst = false;
      const kind = lead ? {} : /^\s*([-*+•]|\d{1,3}[.)])\s/.test(line) ? { class: "item" } : {};
      body.append(make(lead ? "h3" : "p", kind, before.slice(lead), mark, after));
    }
    at += length + 1;
  }
  return body;
}

function drawRelated(article, does) {
  const related = article.related ?? [];
  if (!related.length) return [];
  return [make("h3", {}, say("related")), drawArticles(related, does)];
}

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
