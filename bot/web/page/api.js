// The service: JSON, problems (RFC 9457), and answers that come as a stream of events.

import { byId, stored } from "./dom.js";
import { language, say } from "./strings.js";

/** What went wrong, in words for whoever asked; `waitS` says when it may be tried again. */
export class Problem extends Error {
  constructor(detail, { status = 0, waitS = 0 } = {}) {
    super(detail);
    this.status = status;
    this.waitS = waitS;
  }
}

async function send(path, { body, accept = "application/json", headers = {}, signal } = {}) {
  const key = stored("sessionStorage", "sampan.key");
  let response;
  try {
    response = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: {
        Accept: accept,
        "Accept-Language": language(),
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...(key ? { Authorization: `Bearer ${key}` } : {}),
        ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(say("unreachable"));
  }
  const asksForKey = response.status === 401 && byId("key");
  if (asksForKey) asksForKey.hidden = false;
  if (!response.ok) throw await readProblem(response);
  return response;
}

async function readProblem(response) {
  const waitS = Number(response.headers.get("Retry-After")) || 0;
  let detail = null;
  try {
    detail = (await response.json()).detail;
  } catch {
    // A proxy's own page, say.
  }
  return new Problem(typeof detail === "string" ? detail : say("failed"), { status: response.status, waitS });
}

/** The JSON at an address of the service, or of what is posted to it; null where it says nothing. */
export async function call(path, options = {}) {
  const response = await send(path, options);
  return response.status === 204 ? null : response.json();
}

/** The text at an address of the service. */
export async function readText(path, options = {}) {
  return (await send(path, options)).text();
}

/** Ask, and hand over each event as it comes: an answer or a reply, then written sentences. */
export async function ask(body, { signal, on }) {
  const response = await send("/v1/answers", { body, accept: "text/event-stream, application/json;q=0.5", signal });
  if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    const record = await response.json();
    on(record.kind, record);
    return;
  }
  let isAnswered = false;
  for await (const { event, data } of readEvents(response.body)) {
    if (event === "error") throw new Problem(data.detail ?? say("failed"), { status: data.status });
    isAnswered ||= event === "answer" || event === "reply";
    on(event, data);
  }
  if (!isAnswered) throw new Problem(say("unreachable"));
}

async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text = (text + value).replace(/\r\n/g, "\n");
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const fields = { event: "message", data: [] };
      for (const line of block.split("\n")) {
        const [, name, rest] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (name === "event") fields.event = rest;
        if (name === "data") fields.data.push(rest);
      }
      if (fields.data.length) yield { event: fields.event, data: JSON.parse(fields.data.join("\n")) };
    }
  }
}
