// An answer, a reply or a problem as elements of the page.

import { call, Problem } from "./api.js";
import { announce, icon, make, outward } from "./dom.js";
import { keepExchanges } from "./exchanges.js";
import { language, say, sayDay, sayNumber, saySpan } from "./strings.js";

/** A text in three parts around the places [from, to), which count code points as Python does. */
export function cut(text, from, to) {
  const points = Array.from(text);
  return [points.slice(0, from), points.slice(from, to), points.slice(to)].map((part) => part.join(""));
}

/** What is said of an article on one line: provider, day, and that only a part of it is known. */
export function aboutLine(article) {
  const parts = [article.provider, sayDay(article.published_as ?? article.published, article.is_month_only)];
  if (article.extent === "excerpt" || article.extent === "teaser") parts.push(say(article.extent));
  return make("p", { class: "about" }, parts.filter(Boolean).map((part) => make("span", {}, part)));
}

/** One turn: the question, what was understood of it, and what was said to it. */
export function drawTurn(exchange, does) {
  const { record } = exchange;
  const heading = make("h2", { class: "asked", id: `turn-${exchange.id}`, tabindex: "-1" }, exchange.asked);
  const turn = make("article", { class: "turn", "aria-labelledby": heading.id }, heading);
  if (record.kind === "reply") {
    turn.append(drawReply(record, does));
    return turn;
  }
  const chips = drawChips(exchange, does);
  if (chips) turn.append(chips);
  turn.append(drawAnswer(exchange, does), drawActions(exchange));
  return turn;
}

/** The turn that is waited for. */
export function drawWaiting(asked) {
  return make("article", { class: "turn", "aria-busy": "true" },
    make("h2", { class: "asked" }, asked), make("p", { class: "looking" }, say("looking")));
}

/** What went wrong, and a button to ask again once that is of use. */
export function drawProblem(asked, problem, again) {
  const button = make("button", { type: "button", class: "plain", onclick: again });
  let left = Math.ceil(problem.waitS);
  const tick = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? say("again_in", { n: left }) : say("again");
    if (left > 0 && (left === Math.ceil(problem.waitS) || button.isConnected)) setTimeout(tick, 1000);
    left -= 1;
  };
  tick();
  return make("article", { class: "turn" },
    make("h2", { class: "asked", tabindex: "-1" }, asked),
    make("div", { class: "answer" },
      make("div", { class: "problem" }, make("p", { role: "alert" }, problem.message), button)));
}

/** What an answer comes to, to be read out. */
export function summarise(record) {
  if (record.kind === "reply") return record.text;
  const first = record.short_answer ?? record.quotes[0]?.text ?? record.text;
  return `${say(record.verdict)} ${first}`;
}

/** Put a sentence of a language model above the quotes. */
export function addWritten(turn, sentence) {
  const box = turn.querySelector(".written p");
  if (box) box.append(` ${sentence}`);
  else turn.querySelector(".quotes").before(drawWritten([sentence], turn.querySelector(".answer").dataset.language));
}

function drawWritten(sentences, spoken) {
  return make("section", { class: "written" },
    make("h3", {}, icon("pen"), say("written")), make("p", { lang: spoken }, sentences.join(" ")));
}

function drawReply(record, does) {
  const choices = record.choices.map((choice) => make("li", {},
    make("button", { type: "button", class: "plain", onclick: () => does.ask(choice) }, choice)));
  return make("div", { class: "answer", lang: record.language },
    make("p", { class: "said" }, record.text),
    choices.length ? make("ul", { class: "choices" }, choices) : null,
    record.articles.length ? drawArticles(record.articles, does) : null);
}

function drawAnswer(exchange, does) {
  const { record, written } = exchange;
  const isFound = record.verdict !== "not_found";
  const said = isFound ? record.reason : record.text;
  const articles = new Map(record.sources.map((source) => [source.number, source]));
  return make("div", { class: `answer is-${record.verdict}`, "data-language": record.language },
    make("p", { class: "verdict" }, icon(record.verdict), make("span", {}, say(record.verdict))),
    said ? make("p", { class: isFound ? "note" : "said", lang: record.language }, said) : null,
    record.short_answer ? make("p", { class: "short", lang: articles.get(1)?.language }, record.short_answer) : null,
    written.length ? drawWritten(written, record.language) : null,
    record.language_note ? make("p", { class: "note", lang: record.language }, record.language_note) : null,
    record.quotes.length ? make("ol", { class: "quotes", "aria-label": say("quotes") },
      record.quotes.map((quote, place) => drawQuote(quote, place + 1, articles.get(quote.source), does))) : null,
    record.findings.length ? make("ul", { class: "findings", "aria-label": say("findings"), lang: record.language },
      record.findings.map((finding) => make("li", {}, finding.text))) : null,
    record.sources.length ? drawSources(record, does) : null,
    !isFound && record.nearest.length ? make("section", {},
      make("h3", {}, say("nearest")), drawArticles(record.nearest, does)) : null);
}

function drawQuote(quote, n, source, does) {
  const open = () => does.open(quote.article, { start: quote.start, end: quote.end });
  const text = quote.span
    ? cut(quote.text, quote.span[0] - quote.start, quote.span[1] - quote.start)
    : [quote.text];
  const [before, words, after] = text;
  const label = say("open_quote_of", { n, title: source.title });
  const isSelecting = () => String(getSelection()) !== "";
  return make("li", { class: "quote" },
    make("blockquote", { lang: source.language, cite: source.url, onclick: () => isSelecting() || open() },
      before, words ? make("mark", {}, words) : null, after),
    make("p", { class: "cite" },
      make("span", { class: "number" }, make("span", { class: "hidden" }, say("source_n", { n: "" })), `[${quote.source}]`),
      make("span", {}, source.provider ?? source.title),
      make("button", { type: "button", class: "link", "aria-label": label, onclick: open }, say("open_quote"))));
}

function drawSources(record) {
  const heading = record.single_source ? "single_source" : "sources";
  return make("section", {},
    make("h3", {}, say(heading)),
    make("ol", { class: "sources" }, record.sources.map((source) => {
      const link = record.quotes.find((quote) => quote.source === source.number)?.link ?? source.url;
      const others = source.also.filter((other) => other.url !== source.url);
      return make("li", {},
        make("span", { class: "number" }, `[${source.number}]`),
        make("div", {},
          outward(link, make("cite", { lang: source.language }, source.title)),
          aboutLine(source),
          others.map((other) => make("p", { class: "about" },
            outward(other.url, say("also", { name: other.provider ?? other.title }))))));
    })));
}

/** Articles by their titles, each to be opened. */
export function drawArticles(articles, does) {
  return make("ul", { class: "sources" }, articles.map((article) => make("li", {},
    make("span", { class: "number", "aria-hidden": "true" }, "–"),
    make("div", {},
      make("button", { type: "button", class: "link", lang: article.language, onclick: () => does.open(article.article) }, article.title),
      aboutLine(article)))));
}

/** What was understood and set, each to be taken away. */
function drawChips(exchange, does) {
  const { record, request, asked } = exchange;
  const { filters } = record;
  const chips = [];
  const add = (text, without) => chips.push(drawChip(text, say("take_away", { what: text }), () => does.askWithout(exchange, without)));
  const plain = (text) => text.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  if (plain(record.question) !== plain(asked)) {
    const text = say("understood", { text: record.question });
    if (request.conversation) add(text, { conversation: null });
    else chips.push(make("li", {}, make("span", { class: "chip" }, text)));
  }
  const { since, until, newest_first: isNewest } = record.asked_time;
  if (since || until) add(say("asked_time", { span: saySpan(since, until) }), { any_time: true });
  if (isNewest) add(say("newest_first"), { any_time: true });
  if (filters.since || filters.until) {
    const note = record.undated_left_out ? `; ${say("left_out", { n: sayNumber(record.undated_left_out) })}` : "";
    add(say("published", { span: saySpan(filters.since, filters.until) }) + note, { since: null, until: null });
  }
  for (const kind of ["providers", "topics", "languages"]) {
    const set = request.filters[kind].length ? request.filters[kind] : (filters[kind] ?? []);
    for (const name of set) add(kind === "languages" ? sayLanguage(name) : name, { [kind]: name });
  }
  return chips.length ? make("ul", { class: "chips", "aria-label": say("chips") }, chips) : null;
}

export function sayLanguage(code) {
  const name = new Intl.DisplayNames([language()], { type: "language" }).of(code);
  return say("only_language", { name });
}

/** A condition with a cross that takes it away. */
export function drawChip(text, label, onclick) {
  return make("li", {},
    make("button", { type: "button", class: "chip", "aria-label": label, title: label, onclick }, text, icon("close")));
}

/** Votes, why, and the link to this answer. */
function drawActions(exchange) {
  const { record } = exchange;
  const extra = make("div", { class: "extra", hidden: true });
  const row = make("div", { class: "actions" });
  const votes = [["helpful", "up", 1], ["unhelpful", "down", -1]].map(([name, picture, value]) => make("button", {
    type: "button", class: "quiet", "aria-label": say(name), title: say(name), "aria-pressed": String(exchange.vote === value),
    onclick: () => vote(value),
  }, icon(picture)));
  const why = make("button", { type: "button", class: "quiet", "aria-expanded": "false", onclick: toggleWhy }, say("why"));
  const thanks = make("span", { role: "status" });
  const copy = make("button", { type: "button", class: "quiet", onclick: copyLink }, icon("link"), " ", say("copy"));
  row.append(...votes, thanks, make("span", { class: "gap" }), why, navigator.clipboard ? copy : "");

  function show(...children) {
    extra.replaceChildren(...children);
    extra.hidden = false;
  }

  async function vote(value, reason) {
    try {
      await call("/v1/votes", { body: { answer: record.id, value, reason: reason || null } });
    } catch (error) {
      thanks.textContent = error.message;
      return;
    }
    exchange.vote = value;
    keepExchanges();
    votes[0].setAttribute("aria-pressed", String(value > 0));
    votes[1].setAttribute("aria-pressed", String(value < 0));
    thanks.textContent = say("thanks");
    why.setAttribute("aria-expanded", "false");
    if (value > 0 || reason !== undefined) extra.hidden = true;
    else askReason();
  }

  function askReason() {
    const field = make("textarea", { rows: "2", maxlength: "500", id: `reason-${exchange.id}` });
    const form = make("form", {
      onsubmit: (event) => {
        event.preventDefault();
        vote(-1, field.value.trim());
      },
    }, make("label", { for: field.id }, say("reason")), field, make("button", { type: "submit", class: "plain" }, say("send")));
    show(form);
    field.focus();
  }

  async function toggleWhy() {
    const isOpen = why.getAttribute("aria-expanded") === "true";
    why.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) {
      extra.hidden = true;
      return;
    }
    show(make("p", {}, say("loading")));
    try {
      const { explain } = await import("./why.js");
      show(...(await explain(record.id)));
    } catch (error) {
      show(make("p", { role: "alert" }, error instanceof Problem ? error.message : say("failed")));
    }
  }

  async function copyLink() {
    await navigator.clipboard.writeText(new URL(exchange.address, location.href).href);
    announce(say("copied"));
    thanks.textContent = say("copied");
  }

  return make("div", {}, row, extra);
}
