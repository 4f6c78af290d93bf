// The address of an answer: a question and its conditions.

export const isEmbedded = new URLSearchParams(location.search).get("embed") === "1";

/** No conditions at all. */
export function noConditions() {
  return { since: null, until: null, providers: [], topics: [], languages: [] };
}

/** The question, and what it is limited to. */
export function readAddress() {
  const values = new URLSearchParams(location.search);
  const all = (name) => values.getAll(name).filter(Boolean);
  return {
    text: values.get("q")?.trim() ?? "",
    anyTime: values.get("any_time") === "1",
    conditions: {
      since: values.get("since") || null,
      until: values.get("until") || null,
      providers: all("provider"),
      topics: all("topic"),
      languages: all("language"),
    },
  };
}

/** The address that asks this again. */
export function writeAddress(text, set, anyTime) {
  const values = new URLSearchParams({ q: text });
  for (const name of ["since", "until"]) if (set[name]) values.set(name, set[name]);
  for (const name of ["provider", "topic", "language"]) {
    for (const value of set[`${name}s`]) values.append(name, value);
  }
  if (anyTime) values.set("any_time", "1");
  if (isEmbedded) values.set("embed", "1");
  return `/?${values}`;
}
