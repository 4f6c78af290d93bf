// Elements made of plain text: whatever comes from an article or a person is never read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`onclick`) and children; strings become text. */
export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A small picture beside words or in place of them. */
export function icon(name) {
  const use = draw("use", { href: `/page/icons.svg#${name}` });
  return draw("svg", { class: "icon", "aria-hidden": "true", focusable: "false" }, use);
}

/** Whether an address may be linked to: no other scheme can do anything here. */
export const isOfWeb = (address) => /^https?:\/\//i.test(address ?? "") && URL.canParse(address);

/** A link that leaves the page, or plain text where the address is none of the web's. */
export function outward(address, ...children) {
  if (!isOfWeb(address)) return make("span", {}, ...children);
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Put text into a region that screen readers read out. */
export function announce(text) {
  const region = document.getElementById("live");
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}

export const byId = (id) => document.getElementById(id);

/** Storage that may be closed to us: what it holds, or null. */
export function stored(storage, name) {
  try {
    return window[storage].getItem(name);
  } catch {
    return null;
  }
}

export function store(storage, name, value) {
  try {
    if (value === null) window[storage].removeItem(name);
    else window[storage].setItem(name, value);
  } catch {
    // Full or closed: the page works on without it.
  }
}
