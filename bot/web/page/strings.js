// What the page says, in English, Traditional Chinese as in Hong Kong, or Simplified Chinese: the
// words of one language are fetched, from words.….json.

import { store, stored } from "./dom.js";

const LANGUAGES = ["en", "zh-Hant", "zh-Hans"];

const wished = [stored("localStorage", "sampan.language"), new URLSearchParams(location.search).get("speak")];
let current = wished.find((one) => LANGUAGES.includes(one)) ?? preferred(navigator.languages);
let words = await learn("words");

/** The first of a person's languages that we speak; English where there is none. */
function preferred(languages) {
  for (const language of languages) {
    const code = language.toLowerCase();
    if (code.startsWith("en")) return "en";
    if (/^zh-(hant|tw|hk|mo)/.test(code)) return "zh-Hant";
    if (code.startsWith("zh")) return "zh-Hans";
  }
  return "en";
}

export const language = () => current;

/** The words of a page in the language that is spoken. */
export async function learn(name) {
  return (await fetch(`/page/${name}.${current}.json`)).json();
}

/** Speak another language from now on, and remember it. */
export async function choose(chosen) {
  current = LANGUAGES.includes(chosen) ? chosen : "en";
  store("localStorage", "sampan.language", current);
  words = await learn("words");
}

/** A phrase with what stands in braces filled in. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));

export const say = (name, values) => fill(words[name], values);

/** Put the words into every element that names its own: `data-say`, `data-label`, `data-hint`. */
export function speak(root, speaker = say) {
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = speaker(element.dataset.say);
  for (const element of root.querySelectorAll("[data-label]")) {
    const label = speaker(element.dataset.label);
    element.setAttribute("aria-label", label);
    if (element.localName === "button") element.title = label;
  }
  for (const element of root.querySelectorAll("[data-hint]")) element.placeholder = speaker(element.dataset.hint);
}

/** A day as people here write it; "2024-03" is a month, and a moment is of its day in Hong Kong. */
export function sayDay(text, isMonthOnly = false) {
  if (!text) return say("undated");
  const day = (text.length > 10 ? inHongKong(text) : text).slice(0, isMonthOnly ? 7 : 10);
  const [year, month = 1, date = 1] = day.split("-").map(Number);
  const parts = { year: "numeric" };
  if (day.length > 4) parts.month = current === "en" ? "short" : "long";
  if (day.length > 7) parts.day = "numeric";
  const format = new Intl.DateTimeFormat(current === "en" ? "en-GB" : current, { ...parts, timeZone: "UTC" });
  return format.format(new Date(Date.UTC(year, month - 1, date)));
}

function inHongKong(moment) {
  // The Swedish form of a day is ISO 8601's.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Hong_Kong" }).format(new Date(moment));
}

/** A span of days, either end of which may be open. */
export function saySpan(since, until) {
  if (!since) return say("until_day", { day: sayDay(until) });
  if (!until) return say("from_day", { day: sayDay(since) });
  if (since === until) return sayDay(since);
  if (since.slice(5) === "01-01" && until.slice(5) === "12-31") {
    return since.slice(0, 4) === until.slice(0, 4) ? sayDay(since.slice(0, 4)) : `${sayDay(since.slice(0, 4))} – ${sayDay(until.slice(0, 4))}`;
  }
  return `${sayDay(since)} – ${sayDay(until)}`;
}

export const sayNumber = (number) => new Intl.NumberFormat(current === "en" ? "en-GB" : current).format(number);
