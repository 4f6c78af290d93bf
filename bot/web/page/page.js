// The page: asks, keeps the conversation and the address in step, and lets people go back.

import { isEmbedded, noConditions, readAddress, writeAddress } from "./address.js";
import { addWritten, drawChip, drawProblem, drawTurn, drawWaiting, sayLanguage, summarise } from "./answer.js";
import { ask, call, Problem } from "./api.js";
import { announce, byId, make, store } from "./dom.js";
import { exchanges, keepExchanges } from "./exchanges.js";
import { choose, language, say, sayDay, sayNumber, speak } from "./strings.js";

const root = document.documentElement;
const question = byId("question");
const thread = byId("thread");
const isTouched = matchMedia("(hover: none)").matches; // where focus would bring up a keyboard

let shown = []; // the ids of the turns on the page
let conditions = noConditions();
let asking = null; // what aborts the request under way
let about = null;

// Asking.

const does = {
  ask: (text) => askQuestion(text),
  askWithout,
  open: (id, place) => {
    const state = { ids: shown, article: { id, place } };
    if (history.state?.article) history.replaceState(state, "");
    else history.pushState(state, "");
    showArticle(id, place);
  },
  close: () => leaveArticle(),
};

/** Ask after the turns that are shown, or in the place of the last of them. */
async function askQuestion(text, { before = shown, conversation, anyTime = false, isFirst = false } = {}) {
  const last = exchanges.get(before.at(-1));
  const request = {
    question: text,
    conversation: conversation === undefined ? (last?.record.conversation ?? null) : conversation,
    filters: structuredClone(conditions),
    ...(anyTime ? { any_time: true } : {}),
  };
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  closeArticle();
  drawThread(before);
  const waiting = drawWaiting(text);
  thread.append(waiting);
  root.dataset.talking = "";
  waiting.scrollIntoView({ block: "start" });
  announce(say("looking"));
  question.value = "";
  fit();
  let exchange = null;
  try {
    await ask(request, {
      signal: mine.signal,
      on: (event, data) => {
        if (event === "answer" || event === "reply") {
          exchange = keepExchange(text, request, { kind: event, ...data });
          goTo([...before, exchange.id], exchange.address, isFirst);
          announce(summarise(data));
        } else if (event === "written") {
          exchange.written.push(data.sentence);
          addWritten(thread.lastElementChild, data.sentence);
          keepExchanges();
        }
      },
    });
  } catch (error) {
    if (error.name === "AbortError" || asking !== mine) return;
    if (exchange) return; // it stands without what a model would have written
    const problem = error instanceof Problem ? error : new Problem(say("failed"));
    const again = () => askQuestion(text, { before, conversation, anyTime, isFirst });
    waiting.replaceWith(drawProblem(text, problem, again));
    question.value = text;
    fit();
  } finally {
    if (asking === mine) asking = null;
  }
}

function keepExchange(asked, request, record) {
  const text = record.kind === "reply" ? asked : record.question;
  const exchange = {
    id: crypto.getRandomValues(new Uint32Array(2)).join("-"),
    asked,
    request: { conversation: request.conversation, filters: request.filters, any_time: Boolean(request.any_time) },
    record,
    written: record.written ?? [],
    vote: 0,
    address: writeAddress(text, request.filters, request.any_time),
  };
  exchanges.set(exchange.id, exchange);
  keepExchanges();
  return exchange;
}

/** Ask again, as it was understood, without something that was understood or set. */
function askWithout(exchange, without) {
  const set = structuredClone(exchange.request.filters);
  for (const [name, value] of Object.entries(without)) {
    if (name === "since" || name === "until") set[name] = null;
    if (Array.isArray(set[name])) set[name] = set[name].filter((one) => one !== value);
  }
  conditions = set;
  drawConditions();
  const isAsTyped = "conversation" in without;
  const text = isAsTyped ? exchange.asked : exchange.record.question;
  askQuestion(text, {
    before: shown.slice(0, shown.indexOf(exchange.id)),
    conversation: null,
    anyTime: without.any_time ?? exchange.request.any_time,
  });
}

function goTo(ids, address, isFirst) {
  const state = { ids };
  // Where an article lay open, the answer takes its place.
  if (isFirst || history.state?.article) history.replaceState(state, "", address);
  else history.pushState(state, "", address);
  drawThread(ids);
  const turn = thread.lastElementChild;
  turn.querySelector(".asked").focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start" });
}

// Going back and forward.

addEventListener("popstate", () => follow(history.state));

function follow(state) {
  asking?.abort();
  const ids = state?.ids ?? [];
  if (!ids.every((id) => exchanges.has(id))) {
    begin();
    return;
  }
  if (ids.join() !== shown.join() || thread.children.length !== ids.length) {
    conditions = readAddress().conditions;
    drawConditions();
    drawThread(ids);
    thread.lastElementChild?.scrollIntoView({ block: "start" });
  }
  if (state?.article) showArticle(state.article.id, state.article.place);
  else closeArticle();
}

/** Show an article beside the answer; what shows it is fetched when it is first needed. */
async function showArticle(id, place) {
  const { openArticle } = await import("./article.js");
  if (history.state?.article?.id === id) openArticle(id, place, does);
}

async function closeArticle() {
  if (!("reading" in root.dataset)) return;
  const article = await import("./article.js");
  article.closeArticle();
}

/** Close the article by going back to where it was opened, so that "back" does the same. */
function leaveArticle() {
  if (!history.state?.article) return;
  history.back();
  closeArticle();
}

/** What the address asks for: a question, or nothing yet. */
function begin() {
  const address = readAddress();
  conditions = address.conditions;
  drawConditions();
  drawThread([]);
  if (address.text) askQuestion(address.text, { before: [], conversation: null, anyTime: address.anyTime, isFirst: true });
  else history.replaceState({ ids: [] }, "");
}

// Drawing.

function drawThread(ids) {
  shown = ids;
  if (ids.length) root.dataset.talking = "";
  else delete root.dataset.talking;
  thread.replaceChildren(...ids.map((id) => drawTurn(exchanges.get(id), does)));
  byId("anew").hidden = !ids.length;
  question.placeholder = say(ids.length ? "placeholder_next" : "placeholder");
  const last = exchanges.get(ids.at(-1));
  document.title = last ? `${last.asked} – ${about?.name ?? "Sampan"}` : (about?.name ?? "Sampan");
}

function drawConditions() {
  byId("since").value = conditions.since ?? "";
  byId("until").value = conditions.until ?? "";
  const chips = [];
  const add = (text, change) => chips.push(drawChip(text, say("remove", { what: text }), () => {
    change();
    drawConditions();
    question.focus();
  }));
  for (const name of ["since", "until"]) {
    if (conditions[name]) add(`${say(name)}: ${conditions[name]}`, () => { conditions[name] = null; });
  }
  for (const kind of ["providers", "topics", "languages"]) {
    for (const one of conditions[kind]) {
      add(kind === "languages" ? sayLanguage(one) : one, () => { conditions[kind] = conditions[kind].filter((other) => other !== one); });
    }
  }
  byId("set").replaceChildren(...chips);
  byId("set").hidden = !chips.length;
}

function drawChoices(select, names) {
  select.replaceChildren(make("option", { value: "" }, say("any")),
    ...names.map(({ name, articles }) => make("option", { value: name }, `${name} (${sayNumber(articles)})`)));
}

function drawTheme() {
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = say(isDark ? "theme_light" : "theme_dark");
  byId("theme").setAttribute("aria-label", label);
  byId("theme").title = label;
  return isDark;
}

/** The service's own words of itself, and questions to begin with. */
async function introduce() {
  const spoken = language();
  about = await call("/v1/about");
  byId("name").textContent = about.name;
  byId("greeting").textContent = about.greeting;
  byId("greeting").lang = spoken;
  byId("subject").textContent = [about.subject].flat().join(" · ");
  const values = { articles: sayNumber(about.articles), oldest: sayDay(about.oldest), newest: sayDay(about.newest) };
  const span = say(about.oldest ? "facts" : "facts_undated", values);
  byId("facts").textContent = `${span} · ${say("updated", { day: sayDay(about.updated_at) })}`;
  drawTitle();
  const { questions } = await call(`/v1/examples?language=${spoken}`);
  if (spoken !== language()) return;
  byId("examples").querySelector("ul").replaceChildren(...questions.map((text) => make("li", {},
    make("button", { type: "button", onclick: () => askQuestion(text) }, text))));
  byId("examples").hidden = !questions.length;
}

function drawTitle() {
  if (!shown.length) document.title = about.name;
}

async function listNames() {
  const { providers, topics } = await call("/v1/topics");
  drawChoices(byId("provider"), providers);
  drawChoices(byId("topic"), topics);
}

function speakAll() {
  root.lang = language();
  byId("language").value = language();
  speak(document);
  drawTheme();
  drawConditions();
  if (!asking) drawThread(shown);
  const isQuiet = (error) => { if (!(error instanceof Problem)) throw error; };
  introduce().catch((error) => {
    isQuiet(error);
    byId("greeting").textContent = error.message;
  });
  listNames().catch(isQuiet);
}

/** As high as the words in it need, where the browser does not see to that itself. */
function fit() {
  if (CSS.supports("field-sizing", "content")) return;
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

// What people do.

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  for (const name of ["since", "until"]) conditions[name] = byId(name).value.trim() || null;
  drawConditions();
  byId("filters").open = false;
  const text = question.value.trim();
  if (text) askQuestion(text);
});

question.addEventListener("input", fit);
question.addEventListener("keydown", (event) => {
  // While Chinese is being composed, Enter chooses a word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId("ask").requestSubmit();
});

for (const name of ["since", "until"]) {
  byId(name).addEventListener("change", (event) => {
    conditions[name] = event.target.value.trim() || null;
    drawConditions();
  });
}

for (const name of ["provider", "topic"]) {
  byId(name).addEventListener("change", ({ target }) => {
    const kept = conditions[`${name}s`];
    if (target.value && !kept.includes(target.value)) kept.push(target.value);
    target.value = "";
    drawConditions();
  });
}

byId("language").addEventListener("change", async ({ target }) => {
  await choose(target.value);
  speakAll();
});

byId("theme").addEventListener("click", () => {
  root.dataset.theme = drawTheme() ? "light" : "dark";
  store("localStorage", "sampan.theme", root.dataset.theme);
  drawTheme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawTheme);

function beginAnew(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  asking?.abort();
  closeArticle();
  conditions = noConditions();
  drawConditions();
  history.pushState({ ids: [] }, "", isEmbedded ? "/?embed=1" : "/");
  drawThread([]);
  question.focus();
}
byId("anew").addEventListener("click", beginAnew);
document.querySelector(".brand").addEventListener("click", beginAnew);

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    if (byId("main").inert) leaveArticle();
    question.focus();
  }
  if (event.key !== "Escape") return;
  if (history.state?.article) leaveArticle();
  else if (byId("filters").open) {
    byId("filters").open = false;
    byId("filters").querySelector("summary").focus();
  } else if (isEmbedded) parent.postMessage({ type: "sampan:close" }, "*");
});

byId("key").addEventListener("submit", (event) => {
  event.preventDefault();
  store("sessionStorage", "sampan.key", byId("key-field").value.trim());
  location.reload();
});

if (isEmbedded) root.dataset.embed = "";
speakAll();
root.dataset.ready = "";
if (history.state?.ids?.length) follow(history.state);
else begin();
if (!shown.length && !readAddress().text && !isTouched) question.focus();
