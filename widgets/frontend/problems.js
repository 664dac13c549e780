// The problem diagram of a coordination plan: which problem feeds which, and where nobody works, with its table.
import { h, s, scrolling, shorten } from "./dom.js";
import { layout, SIZE } from "./layout.js";
import { namesIn } from "./network.js";
import { fill } from "./text.js";

/**
 * @typedef {Record<string, any>} Row
 * @typedef {ReturnType<typeof import("./network.js").read>["network"]} Network
 */

/** So many problems are drawn; the table holds all. */
const DRAWN = 30;

/**
 * The arrows between problems that are listed, as pairs of places in the list; each once.
 * @param {string[]} problems
 * @param {Row[]} links
 */
function arrowsOf(problems, links) {
  const places = new Map(problems.map((name, place) => [name.toLowerCase(), place]));
  /** @type {Map<string, [number, number]>} */ const found = new Map();
  for (const { name = "", feeds = "" } of links) {
    const from = places.get(String(name).trim().toLowerCase());
    for (const fed of namesIn(String(feeds))) {
      const to = places.get(fed.toLowerCase());
      if (from !== undefined && to !== undefined && from !== to) found.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...found.values()];
}

/**
 * @param {Network} network
 * @param {Row[]} links
 * @param {Record<string, string>} words
 * @returns {HTMLElement[]}
 */
export function problemsFigure({ problems, actors, work }, links, words) {
  const arrows = arrowsOf(problems, links);
  const workers = problems.map((_, area) => actors.filter((_, actor) => work[actor].has(area)).map(({ name }) => name));
  const drawn = arrows.filter(([a, b]) => a < DRAWN && b < DRAWN);
  const points = layout(Math.min(problems.length, DRAWN), drawn);
  const counts = {
    problems: String(problems.length),
    open: String(workers.filter((names) => !names.length).length),
    arrows: String(arrows.length),
  };
  const svg = s("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", class: "t2-network" });
  svg.append(s("title", {}, words.problems_title), s("desc", {}, fill(words.problems_desc, counts)));
  for (const [a, b] of drawn) {
    const [from, to] = [points[a], points[b]];
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    // The point of the arrow stands before the problem that it leads to, not under it.
    const [x, y] = [to.x - 13 * dx, to.y - 13 * dy];
    const point = `M${x} ${y}l${-8 * dx - 4 * dy} ${-8 * dy + 4 * dx}l${8 * dy} ${-8 * dx}z`;
    svg.append(
      s("line", { x1: from.x, y1: from.y, x2: x, y2: y, class: "t2-tie", "stroke-width": 1.5 }),
      s("path", { d: point, class: "t2-arrow" }),
    );
  }
  points.forEach(({ x, y }, area) => {
    const [anchor, shift] = x < SIZE / 3 ? ["start", -8] : x > SIZE * 2 / 3 ? ["end", 8] : ["middle", 0];
    svg.append(
      s("rect", {
        x: x - 9,
        y: y - 9,
        width: 18,
        height: 18,
        rx: 3,
        class: `t2-node t2-problem-${workers[area].length ? "worked" : "open"}`,
      }, s("title", {}, problems[area])),
      s("text", { x: x + shift, y: y + 20, "text-anchor": anchor }, shorten(problems[area])),
    );
  });
  const rows = problems.map((name, area) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      h("td", {}, workers[area].join(", ") || words.problems_nobody),
      h("td", {}, arrows.filter(([from]) => from === area).map(([, to]) => problems[to]).join(", ") || "–"),
    )
  );
  const head = [words.problems_name, words.problems_workers, words.problems_feeds];
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows),
  );
  const figure = h("figure", {}, svg, h("figcaption", {}, words.problems_legend));
  if (problems.length > DRAWN) {
    figure.append(h("p", {}, fill(words.problems_too_many, { shown: String(DRAWN), total: counts.problems })));
  }
  return [
    figure,
    scrolling(words.problems_title, table),
  ];
}
