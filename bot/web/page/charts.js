// Small charts in SVG: bars by day, lines by day, and ranks; each number is told in words too.

import { draw, make } from "./dom.js";
import { sayDay, sayNumber } from "./strings.js";

const HEIGHT = 200;
const LEFT = 52;
const BOTTOM = 24;
const TALL = HEIGHT - BOTTOM - 10;
const NAMES = 150; // the room for names beside ranks

/** Whether charts are drawn for a phone, where the same letters need more of the width. */
export const narrow = matchMedia("(max-width: 40em)");
const width = () => (narrow.matches ? 340 : 520);
const room = () => width() - LEFT - 6;

/** Bars of each day, one part upon the other. */
export function drawBars({ title, rows, parts, none, download }) {
  if (!rows.length) return frame(title, download, make("p", { class: "none" }, none));
  const totals = rows.map((row) => parts.reduce((sum, { key }) => sum + row[key], 0));
  const scale = scaleOf(Math.max(...totals));
  const step = room() / rows.length;
  const wide = Math.min(step * 0.72, 28);
  const bars = rows.map((row, place) => {
    let base = HEIGHT - BOTTOM;
    const x = LEFT + step * place + (step - wide) / 2;
    const words = parts.map(({ key, name }) => `${name} ${sayNumber(row[key])}`).join(", ");
    return draw("g", {}, draw("title", {}, `${sayDay(row.day)}: ${words}`), parts.map(({ key, kind }) => {
      const tall = (row[key] / scale.top) * TALL;
      base -= tall;
      return draw("rect", { class: kind, x, y: base, width: wide, height: Math.max(tall - (tall > 2 ? 1 : 0), 0), "stroke-width": 0 });
    }));
  });
  const svg = canvas(title, rows, parts, [...grid(scale, ""), ...dates(rows, step), ...bars]);
  return frame(title, download, svg, legend(parts));
}

/** A line for each measure of the days; a day without one is left out. */
export function drawLines({ title, rows, lines, unit, none, download }) {
  const values = rows.flatMap((row) => lines.map(({ key }) => row[key])).filter((value) => value !== null);
  if (!values.length) return frame(title, download, make("p", { class: "none" }, none));
  const scale = scaleOf(Math.max(...values));
  const step = room() / rows.length;
  const paths = lines.flatMap(({ key, kind, name }) => {
    const points = rows.flatMap((row, place) => (row[key] === null ? [] : [{
      x: LEFT + step * (place + 0.5), y: HEIGHT - BOTTOM - (row[key] / scale.top) * TALL, row,
    }]));
    const way = points.map(({ x, y }, place) => `${place ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
    return [draw("path", { class: kind, d: way }), ...points.map(({ x, y, row }) => draw("circle", { class: kind, cx: x, cy: y, r: 3 },
      draw("title", {}, `${sayDay(row.day)}: ${name} ${sayNumber(Math.round(row[key]))} ${unit}`)))];
  });
  const svg = canvas(title, rows, lines, [...grid(scale, unit), ...dates(rows, step), ...paths]);
  return frame(title, download, svg, legend(lines));
}

/** Names with bars, the longest first; the thin part below is what of it went wrong. */
export function drawRanks({ title, rows, parts, none, download }) {
  if (!rows.length) return frame(title, download, make("p", { class: "none" }, none));
  const most = Math.max(...rows.map(({ value }) => value));
  const tall = 26;
  const high = rows.length * tall;
  const start = NAMES + 8;
  const [whole, bad] = parts;
  const tell = ({ name, value, part }) => `${name}: ${whole.name} ${sayNumber(value)}, ${bad.name} ${sayNumber(part)}`;
  const bars = rows.map((row, place) => {
    const y = place * tall;
    const long = (count) => (count / most) * (width() - start - 64);
    return draw("g", {}, draw("title", {}, tell(row)),
      draw("text", { x: NAMES, y: y + 17, "text-anchor": "end" }, shorten(row.name)),
      draw("rect", { class: whole.kind, x: start, y: y + 5, height: 16, width: long(row.value), "stroke-width": 0 }),
      draw("rect", { class: bad.kind, x: start, y: y + 15, height: 6, width: long(row.part), "stroke-width": 0 }),
      draw("text", { x: start + 6 + long(row.value), y: y + 17 }, `${sayNumber(row.value)} · ${sayNumber(row.part)}`));
  });
  const words = rows.map(tell).join("; ");
  const svg = draw("svg", { viewBox: `0 0 ${width()} ${high}`, role: "img", "aria-label": `${title}. ${words}` }, bars);
  return frame(title, download, svg, legend(parts));
}

function frame(title, download, ...children) {
  return make("figure", { class: "chart" }, make("figcaption", {}, make("h2", {}, title), download), ...children);
}

function canvas(title, rows, parts, children) {
  const sums = parts.map(({ key, name }) => {
    const values = rows.map((row) => row[key]).filter((value) => value !== null);
    return `${name}: ${values.map((value) => sayNumber(Math.round(value))).join(", ")}`;
  });
  const label = `${title}, ${sayDay(rows[0].day)} – ${sayDay(rows.at(-1).day)}. ${sums.join("; ")}`;
  return draw("svg", { viewBox: `0 0 ${width()} ${HEIGHT}`, role: "img", "aria-label": label }, children);
}

function grid(scale, unit) {
  return scale.marks.flatMap((mark) => {
    const y = HEIGHT - BOTTOM - (mark / scale.top) * TALL;
    return [draw("line", { class: "axis", x1: LEFT, x2: width() - 6, y1: y, y2: y }),
      draw("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, mark === scale.top && unit ? `${sayNumber(mark)} ${unit}` : sayNumber(mark))];
  });
}

/** The first day, the last one, and a few between that do not touch. */
function dates(rows, step) {
  const every = Math.max(1, Math.ceil(64 / step));
  return rows.flatMap((row, place) => (place % every ? [] : [
    draw("text", { x: LEFT + step * (place + 0.5), y: HEIGHT - 7, "text-anchor": "middle" }, row.day.slice(5)),
  ]));
}

function legend(parts) {
  return make("ul", { class: "legend" }, parts.map(({ kind, name }) => make("li", {},
    draw("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, draw("rect", { class: kind, width: 10, height: 10, "stroke-width": 0 })), name)));
}

/** Round marks from 0 up to what holds the largest value. */
function scaleOf(most) {
  const size = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  const step = [0.2, 0.5, 1, 2, 5].map((one) => one * size).find((one) => one >= 1 && most / one <= 5) ?? size * 2;
  const count = Math.max(1, Math.ceil(most / step));
  return { top: step * count, marks: Array.from({ length: count + 1 }, (_, place) => place * step) };
}

const shorten = (text) => (Array.from(text).length > 22 ? `${Array.from(text).slice(0, 21).join("")}…` : text);
