// What led to an answer, for whoever asks why.

import { call } from "./api.js";
import { make } from "./dom.js";
import { say, sayDay } from "./strings.js";

/** Why there is this answer: how sure it is, what spoke for it, and which passages were read. */
export async function explain(id) {
  const trace = await call(`/v1/why/${encodeURIComponent(id)}`);
  const share = (value) => Number(value).toFixed(2);
  const signals = Object.entries(trace.signals).sort(([, a], [, b]) => Math.abs(b.speaks) - Math.abs(a.speaks));
  const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
  const table = (name, rows) => [
    make("h3", {}, say(name)),
    make("div", { class: "table", tabindex: "0", role: "group", "aria-label": say(name) },
      make("table", {}, make("tbody", {}, rows.map((cells) => make("tr", {}, cells))))),
  ];
  const figure = (text) => make("td", { class: "figure" }, text);
  const name = (text, spoken) => make("th", { scope: "row", lang: spoken }, text);
  return [
    make("p", {}, say("probability", { value: share(trace.confidence), answered: share(trace.answered_from), unsure: share(trace.unsure_from) })),
    ...table("signals", signals.map(([signal, { speaks }]) => [name(signal.replaceAll("_", " "), "en"), figure(signed(speaks))])),
    ...table("passages", trace.hits.map((hit) => [figure(String(hit.rank)), name(hit.title), figure(share(hit.similarity))])),
    make("p", { class: "about" }, say("index", { id: trace.index, day: sayDay(trace.published_at) })),
  ];
}
