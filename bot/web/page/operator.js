// The operator's page: how the service is used and how it fares, behind an operator's key.

import { call, Problem, readText } from "./api.js";
import { drawBars, drawLines, drawRanks, narrow } from "./charts.js";
import { announce, byId, make, store, stored } from "./dom.js";
import { choose, fill, language, learn, sayDay, sayNumber, speak } from "./strings.js";

const KEY = "sampan.operator-key";
const say = (name, values) => fill(words[name], values);
let words = await learn("operator");
let told = null;

const authority = () => ({ Authorization: `Bearer ${stored("sessionStorage", KEY) ?? ""}` });

/** Read all of it again, or ask for a key where there is none that opens it. */
async function renew() {
  if (!stored("sessionStorage", KEY)) {
    ask("");
    return;
  }
  try {
    told = await call(`/v1/operator/overview?days=${byId("days").value}`, { headers: authority() });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    ask(error.message);
    return;
  }
  byId("enter").hidden = true;
  byId("desk").hidden = false;
  byId("leave").hidden = false;
  draw();
}

function ask(trouble) {
  byId("enter").hidden = false;
  byId("desk").hidden = true;
  byId("leave").hidden = true;
  byId("refused").textContent = trouble;
  byId("key-field").focus();
}

function draw() {
  if (!told) return;
  drawFigures();
  const days = everyDay(told.days, { answered: 0, unsure: 0, not_found: 0, median_ms: null, most_ms: null });
  const votes = everyDay(told.votes_by_day, { up: 0, down: 0 });
  byId("charts").replaceChildren(
    drawBars({
      title: say("questions"), download: downloader("days"), rows: days, none: say("none"),
      parts: [["answered", "is-answered"], ["unsure", "is-unsure-part"], ["not_found", "is-not-found"]].map(([key, kind]) => ({ key, kind, name: say(key) })),
    }),
    drawLines({
      title: say("latency"), rows: days, none: say("none"), unit: "ms",
      lines: [["median_ms", "is-median"], ["most_ms", "is-most"]].map(([key, kind]) => ({ key, kind, name: say(key) })),
    }),
    drawBars({
      title: say("votes_by_day"), rows: votes, none: say("none"),
      parts: [["up", "is-up"], ["down", "is-down"]].map(([key, kind]) => ({ key, kind, name: say(key) })),
    }),
    drawRanks({
      title: say("topics"), download: downloader("topics"), none: say("none"),
      parts: [{ kind: "is-answered", name: say("asked") }, { kind: "is-not-found", name: say("in_vain") }],
      rows: told.topics.map(({ topic, asked, unsure, not_found: missed }) => ({ name: topic, value: asked, part: unsure + missed })),
    }),
  );
  byId("tables").replaceChildren(
    drawTable("unanswered", told.unanswered, [
      ["times", (row) => sayNumber(row.times), "figure"],
      ["verdict", (row) => say(row.verdict)],
      ["question", (row) => row.question ?? say("not_kept"), "wide"],
      ["topic", (row) => row.topic ?? "–"],
      ["last_day", (row) => sayDay(row.last_day)],
    ], told.keeps_questions ? "" : say("words_not_kept")),
    drawTable("votes", told.votes, [
      ["day", (row) => sayDay(row.day)],
      ["vote", (row) => say(row.vote > 0 ? "up" : "down")],
      ["reason", (row) => row.reason ?? "–", "wide"],
      ["question", (row) => row.question ?? say("not_kept"), "wide"],
      ["topic", (row) => row.topic ?? "–"],
    ]),
    drawTable("sources", told.sources, [
      ["source", (row) => row.id],
      ["kind", (row) => row.kind],
      ["state", (row) => (row.is_ok ? say("is_well") : make("span", { class: "bad" }, row.error)), "wide"],
      ["articles", (row) => (row.articles === null ? "–" : sayNumber(row.articles)), "figure"],
      ["succeeded", (row) => (row.succeeded ? sayDay(row.succeeded) : "–")],
      ["due", (row) => (row.due ? sayDay(row.due) : "–")],
    ], told.sources_problem ?? ""),
  );
}

/** The days with those between on which nothing happened. */
function everyDay(rows, nothing) {
  const known = new Map(rows.map((row) => [row.day, row]));
  const whole = [];
  for (let at = Date.parse(rows[0]?.day); at <= Date.parse(rows.at(-1)?.day); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    whole.push(known.get(day) ?? { day, ...nothing });
  }
  return whole;
}

function drawFigures() {
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  const [answered, unsure, missed] = ["answered", "unsure", "not_found"].map((key) => sum(told.days, key));
  const all = answered + unsure + missed;
  const share = (part) => (all ? new Intl.NumberFormat(language(), { style: "percent" }).format(part / all) : "–");
  const votes = ["up", "down"].map((key) => sum(told.votes_by_day, key));
  const bad = told.sources.filter((row) => !row.is_ok).length;
  const card = (what, value, more) => make("div", { class: "figure-card" },
    make("p", { class: "what" }, what), make("p", { class: "value" }, value), make("p", { class: "more" }, more));
  const { index } = told;
  byId("figures").replaceChildren(
    card(say("questions"), sayNumber(all), `${say("answered")} ${share(answered)}`),
    card(say("unsure"), share(unsure), sayNumber(unsure)),
    card(say("not_found"), share(missed), sayNumber(missed)),
    card(say("votes"), `${sayNumber(votes[0])} : ${sayNumber(votes[1])}`, say("for_and_against")),
    index
      ? card(say("index"), say("age", { n: sayNumber(Math.floor((Date.now() - new Date(index.published_at)) / 86_400_000)) }), say("index_of", { n: sayNumber(index.articles), day: sayDay(index.newest) }))
      : card(say("index"), "–", say("no_index")),
    card(say("sources"), sayNumber(told.sources.length), bad ? make("span", { class: "bad" }, say("failing", { n: sayNumber(bad) })) : say("all_well")),
  );
}

function drawTable(name, rows, columns, note = "") {
  const head = make("div", { class: "head" }, make("h2", { id: `${name}-title` }, say(name)), downloader(name));
  const body = rows.map((row) => make("tr", {}, columns.map(([, cell, kind]) => make("td", { class: kind }, cell(row)))));
  return make("section", { class: "list", "aria-labelledby": `${name}-title` }, head,
    note ? make("p", { class: "hint" }, note) : null,
    rows.length
      ? make("div", { class: "table", tabindex: "0", role: "group", "aria-labelledby": `${name}-title` }, make("table", {},
        make("thead", {}, make("tr", {}, columns.map(([column, , kind]) => make("th", { scope: "col", class: kind === "figure" ? kind : null }, say(column))))),
        make("tbody", {}, body)))
      : make("p", { class: "none" }, say("none")));
}

/** A button that saves a table as a file: a plain link could not carry the key. */
function downloader(name) {
  return make("button", { type: "button", class: "link", "aria-label": say("download_of", { name: say(name) }), onclick: () => download(name) }, say("download"));
}

async function download(name) {
  try {
    const text = await readText(`/v1/operator/${name}.csv?days=${byId("days").value}`, { headers: authority(), accept: "text/csv" });
    const address = URL.createObjectURL(new Blob([`\ufeff${text.replace(/^\ufeff/, "")}`], { type: "text/csv;charset=utf-8" }));
    make("a", { href: address, download: `sampan-${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    announce(error.message);
  }
}

function speakAll() {
  document.documentElement.lang = language();
  byId("language").value = language();
  speak(document, say);
  document.title = say("title");
  draw();
}

byId("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  store("sessionStorage", KEY, byId("key-field").value.trim());
  byId("key-field").value = "";
  renew();
});
byId("leave").addEventListener("click", () => {
  store("sessionStorage", KEY, null);
  told = null;
  for (const id of ["figures", "charts", "tables"]) byId(id).replaceChildren();
  ask("");
});
byId("days").addEventListener("change", renew);
narrow.addEventListener("change", draw);
byId("renew").addEventListener("click", renew);
byId("language").addEventListener("change", async ({ target }) => {
  await choose(target.value);
  words = await learn("operator");
  speakAll();
});

speakAll();
document.documentElement.dataset.ready = "";
renew();
