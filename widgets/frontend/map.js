// The four-Cs mapper's drawings: who is tied to whom, and who works on what, each with its table.
import { h, scrolling, showSome } from "./dom.js";
import { fill } from "./text.js";
import { LEVELS, read } from "./network.js";

/**
 * @typedef {Record<string, any>} Row
 * @typedef {{x: number, y: number}} Point
 */

const SVG = "http://www.w3.org/2000/svg";
const SHOWN = 40;
const SIZE = 360;
const TABLE_STEP = 40;
const PULL = 1.2;

/**
 * @param {Record<string, string>} words
 * @param {Record<string, string>} levels the label of each level of tie
 */
export function mapView(words, levels) {
  const element = h("section", { className: "t2-map" });

  /** @param {ReturnType<typeof read>["network"]} network */
  function networkFigure(network) {
    const ties = [...network.ties.values()];
    const degree = network.actors.map(() => 0);
    for (const { a, b } of ties) {
      degree[a] += 1;
      degree[b] += 1;
    }
    const shown = [...degree.keys()].sort((a, b) => degree[b] - degree[a] || a - b).slice(0, SHOWN);
    const places = new Map(shown.map((actor, place) => [actor, place]));
    const lines = ties.filter(({ a, b }) => places.has(a) && places.has(b));
    const points = layout(shown.length, lines.map(({ a, b }) => [places.get(a) ?? 0, places.get(b) ?? 0]));
    const svg = s("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", class: "t2-network" });
    const counts = { actors: String(network.actors.length), ties: String(ties.length) };
    svg.append(s("title", {}, words.map_network), s("desc", {}, fill(words.map_network_desc, counts)));
    for (const { a, b, row } of lines) {
      const [from, to] = [points[places.get(a) ?? 0], points[places.get(b) ?? 0]];
      const level = LEVELS.indexOf(row.level);
      svg.append(s("line", {
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
        class: `t2-tie t2-tie-${row.level}`,
        "stroke-width": 1 + 1.5 * level,
      }));
    }
    shown.forEach((actor, place) => {
      const { x, y } = points[place];
      const { name, track } = network.actors[actor];
      // At the sides a name runs inward, so that none is cut.
      const [anchor, shift] = x < SIZE / 3 ? ["start", -8] : x > SIZE * 2 / 3 ? ["end", 8] : ["middle", 0];
      svg.append(shape(track, x, y, name), s("text", { x: x + shift, y: y + 17, "text-anchor": anchor }, short(name)));
    });
    const figure = h("figure", {}, svg, h("figcaption", {}, words.map_legend));
    if (network.actors.length > SHOWN) {
      figure.append(h("p", {}, fill(words.map_too_many, { shown: String(SHOWN), total: counts.actors })));
    }
    return figure;
  }

  /** @param {ReturnType<typeof read>["network"]} network */
  function tiesTable(network) {
    const body = h("tbody");
    const ties = [...network.ties.values()];
    const more = showSome(
      body,
      ties,
      ({ a, b, row }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, network.actors[a].name),
          h("td", {}, network.actors[b].name),
          h("td", {}, levels[row.level]),
        ),
      TABLE_STEP,
      words,
    );
    const head = h(
      "tr",
      {},
      ...[words.map_from, words.map_to, words.map_level].map((t) => h("th", { scope: "col" }, t)),
    );
    return h(
      "details",
      {},
      h("summary", {}, words.map_ties_table),
      scrolling(words.map_ties_table, h("table", {}, h("thead", {}, head), body)),
      more,
    );
  }

  /** @param {ReturnType<typeof read>["network"]} network */
  function heatTable(network) {
    const body = h("tbody");
    const actors = [...network.actors.keys()];
    const more = showSome(
      body,
      actors,
      (actor) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, network.actors[actor].name),
          ...network.problems.map((_, area) =>
            network.work[actor].has(area)
              ? h(
                "td",
                { className: "t2-hot" },
                h("span", { "aria-hidden": "true" }, "●"),
                h("span", { className: "t2-hidden" }, words.map_works),
              )
              : h("td")
          ),
        ),
      TABLE_STEP,
      words,
    );
    const head = h(
      "tr",
      {},
      h("th", { scope: "col" }, words.map_actor),
      ...network.problems.map((problem) => h("th", { scope: "col" }, problem)),
    );
    return h(
      "div",
      {},
      h("h5", {}, words.map_heat),
      h("p", {}, words.map_heat_desc),
      scrolling(words.map_heat, h("table", { className: "t2-heat" }, h("thead", {}, head), body)),
      more,
    );
  }

  return {
    element,
    /** @param {Record<string, Row[]>} tables the reader's tables */
    draw(tables) {
      const { network } = read(tables);
      element.replaceChildren(h("h4", {}, words.map_title));
      if (!network.actors.length) element.append(h("p", {}, words.map_blank));
      else {
        element.append(h("h5", {}, words.map_network), networkFigure(network), tiesTable(network));
        if (network.problems.length) element.append(heatTable(network));
      }
    },
  };
}

/** @param {string} name @param {Record<string, any>} attributes @param {...(Node | string)} children */
function s(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** @param {string} track @param {number} x @param {number} y @param {string} name */
function shape(track, x, y, name) {
  const title = s("title", {}, name);
  if (track === "one") {
    return s("rect", { x: x - 6, y: y - 6, width: 12, height: 12, class: "t2-node t2-node-one" }, title);
  }
  if (track === "two") return s("circle", { cx: x, cy: y, r: 7, class: "t2-node t2-node-two" }, title);
  return s("path", { d: `M${x} ${y - 8}l8 8l-8 8l-8 -8z`, class: "t2-node" }, title);
}

/** @param {string} name */
function short(name) {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}

/**
 * Places on the drawing, by forces (Fruchterman and Reingold 1991) from a circle; the same input gives the same places.
 * @param {number} count
 * @param {number[][]} links
 * @returns {Point[]}
 */
function layout(count, links) {
  const [center, reach] = [SIZE / 2, SIZE / 2 - 40];
  const points = Array.from({ length: count }, (_, i) => {
    const angle = 2 * Math.PI * i / count - Math.PI / 2;
    return { x: center + reach * Math.cos(angle) * 0.8, y: center + reach * Math.sin(angle) * 0.8 };
  });
  const ideal = 0.75 * SIZE / Math.sqrt(count);
  for (let heat = SIZE / 12; heat > 0.5; heat *= 0.94) {
    const moves = points.map(() => ({ x: 0, y: 0 }));
    /** @param {number} i @param {number} j @param {(distance: number) => number} force */
    const push = (i, j, force) => {
      const [dx, dy] = [points[i].x - points[j].x, points[i].y - points[j].y];
      const distance = Math.hypot(dx, dy) || 0.01;
      const strength = force(distance) / distance;
      moves[i].x += dx * strength;
      moves[i].y += dy * strength;
      moves[j].x -= dx * strength;
      moves[j].y -= dy * strength;
    };
    for (let i = 0; i < count; i += 1) {
      for (let j = i + 1; j < count; j += 1) push(i, j, (distance) => ideal * ideal / distance);
    }
    for (const [i, j] of links) push(i, j, (distance) => -distance * distance / ideal);
    points.forEach((point, i) => {
      // A pull to the middle keeps actors without ties from drifting away.
      const [x, y] = [moves[i].x + (center - point.x) * PULL, moves[i].y + (center - point.y) * PULL];
      const length = Math.hypot(x, y) || 1;
      point.x += x / length * Math.min(length, heat);
      point.y += y / length * Math.min(length, heat);
    });
  }
  return spread(points);
}

/**
 * The same places, stretched to fill the drawing but for room at the edges for names.
 * @param {Point[]} points
 */
function spread(points) {
  const stretch = (/** @type {"x" | "y"} */ axis, /** @type {number} */ low, /** @type {number} */ high) => {
    const values = points.map((point) => point[axis]);
    const [from, to] = [Math.min(...values), Math.max(...values)];
    for (const point of points) {
      point[axis] = to - from < 1 ? (low + high) / 2 : low + (point[axis] - from) / (to - from) * (high - low);
    }
  };
  stretch("x", 48, SIZE - 48);
  stretch("y", 16, SIZE - 28);
  return points;
}
