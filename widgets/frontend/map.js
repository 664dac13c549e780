// The four-Cs mapper's drawings: who is tied to whom, and who works on what, each with its table.
import { h, s, scrolling, shorten, showSome } from "./dom.js";
import { layout, SIZE } from "./layout.js";
import { LEVELS, read } from "./network.js";
import { problemsFigure } from "./problems.js";
import { fill } from "./text.js";

/**
 * @typedef {Record<string, any>} Row
 */

const SHOWN = 40;
const TABLE_STEP = 40;

/** @param {import("./findings.js").Spec} spec an instrument with the analysis of a network */
export function mapView({ words, questions }) {
  const level = questions.find(({ id }) => id === "ties")?.columns?.find(({ id }) => id === "level");
  const levels = Object.fromEntries((level?.options ?? []).map((option) => [option.value, option.label]));
  const asksLinks = questions.some(({ id }) => id === "links");
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
      svg.append(
        shape(track, x, y, name),
        s("text", { x: x + shift, y: y + 17, "text-anchor": anchor }, shorten(name)),
      );
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
      if (asksLinks && network.problems.length) {
        element.append(h("h5", {}, words.problems_title), ...problemsFigure(network, tables.links ?? [], words));
      }
      if (!network.actors.length) element.append(h("p", {}, words.map_blank));
      else {
        element.append(h("h5", {}, words.map_network), networkFigure(network), tiesTable(network));
        if (network.problems.length) element.append(heatTable(network));
      }
    },
  };
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
