// What was asked and answered: kept while the tab is open, so that going back asks nothing again.

import { store, stored } from "./dom.js";

const NAME = "sampan.exchanges";
const MOST_KEPT = 30;

/** Every exchange by its id, in the order in which they were asked. */
export const exchanges = new Map(read().map((one) => [one.id, one]));

/** Keep them as they are now. */
export function keepExchanges() {
  store("sessionStorage", NAME, JSON.stringify([...exchanges.values()].slice(-MOST_KEPT)));
}

function read() {
  try {
    return JSON.parse(stored("sessionStorage", NAME) ?? "[]");
  } catch {
    return [];
  }
}
