// Shows a result: findings with their reasons, what would change them, and where to go on.
import { h, scrolling, showSome } from "./dom.js";
import { fill } from "./text.js";

/**
 * @typedef {import("./evaluate.js").Spec & {words: Record<string, string>, sides: Record<string, string>}} Spec
 * @typedef {import("./evaluate.js").Decision} Decision
 * @typedef {import("./evaluate.js").Rule} Rule
 * @typedef {import("./evaluate.js").Hit} Hit
 * @typedef {import("./evaluate.js").Result} Result
 * @typedef {import("./evaluate.js").Question} Question
 * @typedef {(page: string) => string | null} Locate the address of a page of the book, if it can be reached from here
 */

const MANY = 10;

/**
 * @param {Spec} spec
 * @param {Locate} locate
 */
export function findingsView(spec, locate) {
  const { words } = spec;
  /** @type {Map<string, Rule>} */ const rules = new Map();
  for (const decision of spec.decisions) for (const rule of decision.rules) rules.set(rule.id, rule);
  const box = h("div", { className: "t2-findings" });

  /** @param {Decision} decision @param {string} question */
  function questionIn(decision, question) {
    const columns = spec.questions.find((q) => q.id === decision.each)?.columns ?? [];
    return columns.find((q) => q.id === question) ?? spec.questions.find((q) => q.id === question);
  }

  /** @param {Question | undefined} question @param {string} value */
  function labelOf(question, value) {
    return question?.options?.find((option) => option.value === value)?.label ?? value;
  }

  /** @param {Hit} hit @param {Decision} decision */
  function reasonsList(hit, decision) {
    // The continuum shows all answers that pull, each way, so its finding need not repeat them.
    const reasons = decision.showAs === "continuum" ? [] : hit.reasons;
    if (!reasons.length) return null;
    const items = reasons.map((reason) => {
      const question = questionIn(decision, reason.question);
      const answers = reason.values.map((value) => labelOf(question, value)).join(", ");
      return h("li", {}, h("span", { className: "t2-asked" }, question?.label ?? ""), " ", h("b", {}, answers));
    });
    return h("div", {}, h("p", { className: "t2-lead" }, words.because), h("ul", {}, ...items));
  }

  /** @param {Hit} hit @param {Decision} decision */
  function changesList(hit, decision) {
    if (!hit.changes.length) return null;
    const items = hit.changes.map((change) => {
      const question = questionIn(decision, change.question);
      const finding = rules.get(change.to ?? "")?.finding;
      return h(
        "li",
        {},
        fill(words.change, {
          question: question?.label ?? "",
          answer: labelOf(question, change.value),
          finding: fill(finding?.title ?? "", { row: hit.name ?? "", ...hit.params }),
        }),
      );
    });
    return h("details", {}, h("summary", {}, words.changes), h("ul", {}, ...items));
  }

  /** Links open beside this page, so that answers that are not kept are not lost. @param {{page: string, label: string}[]} links */
  function nextList(links) {
    if (!links.length) return null;
    const items = links.map(({ page, label }) => {
      const address = locate(page);
      return h(
        "li",
        {},
        address ? h("a", { href: address, target: "_blank", rel: "noopener" }, `${label} ${words.new_tab}`) : label,
      );
    });
    return h("div", {}, h("p", { className: "t2-lead" }, words.next), h("ul", {}, ...items));
  }

  /** @param {Hit} hit @param {Decision} decision */
  function finding(hit, decision) {
    const { finding: says } = /** @type {Rule} */ (rules.get(hit.rule));
    const params = { row: hit.name ?? "", ...hit.params };
    return h(
      "article",
      { className: `t2-finding t2-tone-${says.tone}`, "data-rule": hit.rule },
      h("h5", {}, h("span", { className: "t2-tone" }, words[`tone_${says.tone}`]), " ", fill(says.title, params)),
      h("p", {}, fill(says.text, params)),
      says.points.length ? h("ul", {}, ...says.points.map((point) => h("li", {}, fill(point, params)))) : null,
      reasonsList(hit, decision),
      changesList(hit, decision),
      nextList(says.next),
      h("p", { className: "t2-origin" }, fill(words[`from_${says.origin}`], { section: says.section })),
    );
  }

  /** @param {Decision} decision @param {Hit[]} hits */
  function continuum(decision, hits) {
    const places = decision.rules.filter((rule) => rule.finding.tone !== "unknown").map((rule) => {
      const here = hits.some((hit) => hit.rule === rule.id);
      return h("li", here ? { "aria-current": "true" } : {}, rule.finding.title);
    });
    return h("ol", { className: "t2-continuum" }, ...places);
  }

  /** @param {Result} result */
  function pulls(result) {
    return Object.entries(spec.sides).map(([side, name]) => {
      const items = (result.pulls[side] ?? []).map((reason) => {
        const question = spec.questions.find((q) => q.id === reason.question);
        const option = question?.options?.find((o) => o.value === reason.values[0]);
        return h(
          "li",
          {},
          h("span", { className: "t2-asked" }, question?.label ?? ""),
          " ",
          h("b", {}, option?.label ?? ""),
          h("span", { className: "t2-because" }, option?.because ?? ""),
        );
      });
      return h(
        "div",
        { className: "t2-pull" },
        h("h5", {}, fill(words.pulls, { side: name })),
        items.length ? h("ul", {}, ...items) : h("p", {}, words.pulls_none),
      );
    });
  }

  /** Which row has what: a table of rows against the group's decisions. @param {Decision[]} group @param {Hit[]} hits */
  function overview(group, hits) {
    const head = h("tr", {}, h("td"), ...group.map((decision) => h("th", { scope: "col" }, decision.label)));
    /** @type {Map<number | null, HTMLTableRowElement>} */ const rows = new Map();
    for (const hit of hits) {
      const row = rows.get(hit.row) ?? h("tr", {}, h("th", { scope: "row" }, hit.name));
      rows.set(hit.row, row);
      const tone = /** @type {Rule} */ (rules.get(hit.rule)).finding.tone;
      row.append(h("td", { className: `t2-tone-${tone}` }, h("span", { className: "t2-tone" }, words[`tone_${tone}`])));
    }
    return scrolling(group[0].title, h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows.values())));
  }

  /** @param {Decision[]} group @param {Hit[]} hits */
  function byRow(group, hits) {
    /** @type {Map<number | null, Hit[]>} */ const rows = new Map();
    for (const hit of hits) rows.set(hit.row, [...rows.get(hit.row) ?? [], hit]);
    return [...rows.values()].map((ofRow) => {
      const found = ofRow.map((hit) => finding(hit, decisionOf(group, hit)));
      return h("div", { className: "t2-of-row" }, h("p", { className: "t2-row-name" }, ofRow[0].name ?? ""), ...found);
    });
  }

  /** @param {Decision[]} group @param {Hit} hit */
  function decisionOf(group, hit) {
    return /** @type {Decision} */ (group.find((decision) => decision.id === hit.decision));
  }

  /** @param {Decision[]} group @param {Result} result */
  function show(group, result) {
    const [decision] = group;
    if (group.every(({ id }) => result.skipped.includes(id))) return null;
    const hits = result.hits.filter((hit) => group.some((one) => one.id === hit.decision));
    if (!hits.length && !decision.none) return null;
    const section = h("section", {}, h("h4", {}, decision.title));
    if (decision.intro) section.append(h("p", {}, decision.intro));
    if (!hits.length) section.append(h("p", {}, decision.none ?? ""));
    if (decision.showAs === "continuum") section.append(continuum(decision, hits));
    if (decision.each && spec.questions.some((q) => q.id === decision.each)) {
      if (group.length > 1 && hits.length && group.every(({ label }) => label)) section.append(overview(group, hits));
      section.append(...byRow(group, hits));
    } else {
      const list = h("div", {});
      section.append(list, showSome(list, hits, (hit) => finding(hit, decisionOf(group, hit)), MANY, words));
    }
    if (decision.showAs === "continuum") section.append(h("div", { className: "t2-pulls" }, ...pulls(result)));
    return section;
  }

  /** @type {Decision[][]} */ const groups = [];
  for (const decision of spec.decisions) {
    const last = groups.at(-1);
    if (last && last[0].title === decision.title && last[0].each === decision.each) last.push(decision);
    else groups.push([decision]);
  }
  let before = "";
  /** @type {HTMLElement[]} */ const drawn = [];
  /** @type {string[]} */ const shown = [];

  return {
    element: box,
    /**
     * Show a result; only the parts that changed are drawn again. Returns the titles of findings if any changed.
     * @param {Result} result
     */
    draw(result) {
      const key = result.hits.map((hit) => `${hit.rule} ${hit.row} ${JSON.stringify(hit.params)}`).join("|");
      const changed = key !== before;
      before = key;
      groups.forEach((group, index) => {
        const ids = new Set(group.map((decision) => decision.id));
        const hits = result.hits.filter((hit) => ids.has(hit.decision));
        const state = JSON.stringify([hits, result.skipped, group[0].showAs === "continuum" ? result.pulls : null]);
        if (shown[index] === state) return;
        shown[index] = state;
        const open = new Set(
          [...drawn[index]?.querySelectorAll("[data-rule] > details[open]") ?? []].map((details) =>
            details.parentElement?.dataset.rule
          ),
        );
        const section = show(group, result) ?? h("section", { hidden: true });
        for (const details of section.querySelectorAll("[data-rule] > details")) {
          if (open.has(details.parentElement?.dataset.rule)) /** @type {HTMLDetailsElement} */ (details).open = true;
        }
        if (drawn[index]) drawn[index].replaceWith(section);
        else box.append(section);
        drawn[index] = section;
      });
      if (!changed) return null;
      const first = spec.decisions[0].id;
      const titles = result.hits.filter((hit) => hit.decision === first || result.hits.length <= 3);
      return titles.map((hit) =>
        fill(rules.get(hit.rule)?.finding.title ?? "", { row: hit.name ?? "", ...hit.params })
      );
    },
  };
}
