// A case study that one decides one's way through: one passage at a time, the path so far, and history beside it.
import { AnswersError, emptyDocument } from "./answers.js";
import { button, h, showSome, wholeOnPaper } from "./dom.js";
import { openButton, saveFile } from "./files.js";
import { parseRoads, withRoad } from "./roads.js";
import { fill } from "./text.js";

/** @typedef {import("./roads.js").Road} Road */
/** @typedef {import("./roads.js").RoadsDocument} RoadsDocument */

/** So many steps of a path are listed at once. */
const STEPS = 60;

/**
 * Bring a case to life. A passage's key is that of a scene, or `scene/choice` for what follows from a choice.
 * @param {HTMLElement} root an element that `widgets/html.py` rendered
 * @param {{document?: () => RoadsDocument, changed?: (road: Road) => string | null | void}} host the answers document
 *   so far, and whom to tell of changes (it may answer with a complaint)
 */
export function mountCase(root, host) {
  /** @type {Record<string, string>} */
  const words = JSON.parse(root.dataset.words ?? "{}");
  const id = root.dataset.case ?? "";
  const version = Number(root.dataset.version);
  /** @type {Map<string, HTMLElement>} */
  const passages = new Map();
  for (const passage of root.querySelectorAll(".t2-passage")) {
    if (passage instanceof HTMLElement) passages.set(passage.dataset.key ?? "", passage);
  }
  const [first] = passages.keys();
  const scenes = [...passages.keys()].filter((key) => areaOf(key));
  const detours = root.querySelector("[data-detour]") !== null;
  /** Which passages the reader came to, one after the other; none before the first step. */
  /** @type {string[]} */ let path = [];
  /** @type {Record<string, string>} */ let why = {};
  /** Whether a path is kept that leads where nothing is: it is not written over before the reader begins again. */
  let stuck = false;
  /** @type {RoadsDocument | null} */ let imported = null;

  const status = h("p", { role: "status", className: "t2-status" });
  const message = h("p", { role: "status", className: "t2-message" });
  const back = button(words.case_step_back, () => walk(path.slice(0, -1)));
  const steps = h("ol", { className: "t2-steps" });
  const compared = h("ol", { className: "t2-compared" });
  const pathFold = fold(words.case_path, steps);
  const compareFold = fold(words.case_compare, compared);
  root.querySelector(".t2-passages")?.before(status);
  root.append(
    h("p", { className: "t2-moves" }, back, button(words.case_restart, restart)),
    pathFold,
    compareFold,
    h(
      "fieldset",
      { className: "t2-tools" },
      h("legend", {}, words.case_tools),
      button(words.save, () => {
        saveFile(withRoad(imported ?? host.document?.() ?? emptyDocument(), id, version, read()), words.file_name);
      }),
      openButton(words.open, openText),
      button(words.print, () => print()),
      h("p", { className: "t2-help" }, words.save_hint),
      message,
    ),
  );

  /** @param {string} text */
  function say(text) {
    message.textContent = text;
  }

  /** The place for reasons in a scene that asks for a decision. @param {string} key */
  function areaOf(key) {
    return passages.get(key)?.querySelector("textarea");
  }

  /** @param {string} key */
  function titleOf(key) {
    return passages.get(key)?.querySelector("h3")?.textContent ?? "";
  }

  /** @param {string} anchor */
  function keyOf(anchor) {
    return [...passages.keys()].find((key) => passages.get(key)?.id === anchor);
  }

  function here() {
    return path.at(-1) ?? first;
  }

  /** Where the reader is, in one sentence. */
  function where() {
    const passage = passages.get(here());
    if (here().includes("/")) return words.case_where_outcome;
    if (passage?.querySelector(".t2-end")) return compareFold.hidden ? words.case_where_over : words.case_where_end;
    if (!areaOf(here())) return words.case_where_on;
    const met = new Set((path.length ? path : [first]).filter((key) => scenes.includes(key))).size;
    const sentence = detours ? words.case_where_detours : words.case_where_decision;
    return fill(sentence, { met: String(met), total: String(scenes.length) });
  }

  /** Show where the reader is. */
  function show() {
    for (const [key, passage] of passages) passage.classList.toggle("t2-now", key === here());
    back.disabled = path.length < 2;
    listSteps();
    compare();
    if (status.textContent !== where()) status.textContent = where();
    if (passages.get(here())?.querySelector(".t2-end")) compareFold.open = true;
  }

  function listSteps() {
    pathFold.hidden = path.length < 2;
    steps.replaceChildren();
    steps.parentElement?.querySelector(".t2-more")?.remove();
    steps.after(showSome(
      steps,
      path,
      (key) => {
        const step = button(titleOf(key), () => key === here() ? turn() : walk([...path, key]));
        if (key === here()) step.setAttribute("aria-current", "step");
        return h("li", {}, step, why[key] ? h("p", {}, fill(words.case_reason, { reason: why[key] })) : null);
      },
      STEPS,
      words,
    ));
  }

  /** Lay the choices that the reader made beside what was done. */
  function compare() {
    /** @type {Map<string, string[]>} */
    const made = new Map();
    for (const key of path.filter((key) => key.includes("/"))) {
      const [scene] = key.split("/");
      made.set(scene, [...made.get(scene) ?? [], key]);
    }
    compareFold.hidden = !made.size;
    compared.replaceChildren(...[...made].map(([scene, keys]) => {
      const [one, other] = [keys[0], keys[keys.length - 1]].map((key) => passages.get(key)?.dataset.choice ?? "");
      const done = passages.get(keys[0])?.querySelectorAll(".t2-done > :not(h4)") ?? [];
      return h(
        "li",
        {},
        h("h4", {}, titleOf(scene)),
        h(
          "div",
          { className: "t2-beside" },
          h(
            "div",
            {},
            h("h5", {}, words.case_yours),
            h("p", {}, fill(one === other ? words.case_only : words.case_first, { choice: one })),
            one === other ? null : h("p", {}, fill(words.case_last, { choice: other })),
            why[scene] ? h("p", {}, fill(words.case_reason, { reason: why[scene] })) : null,
          ),
          h("div", {}, h("h5", {}, words.case_done), ...[...done].map((node) => node.cloneNode(true))),
        ),
      );
    }));
  }

  /** Move the focus to the passage that is shown. */
  function turn() {
    const heading = passages.get(here())?.querySelector("h3");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    status.scrollIntoView();
  }

  /** Tell the host. @returns {string | null | void} a complaint */
  function keep() {
    return stuck ? words.case_kept_misfit : host.changed?.(read());
  }

  /** @param {string[]} steps */
  function walk(steps) {
    path = steps;
    show();
    say(keep() ?? "");
    turn();
  }

  function restart() {
    if ((stuck || path.length || Object.keys(why).length) && !confirm(words.case_restart_confirm)) return;
    forget();
    say(host.changed?.(read()) ?? words.case_restart_done);
    turn();
  }

  /** Leave nothing of what the reader chose, typed or opened. */
  function forget() {
    imported = null;
    stuck = false;
    compareFold.open = pathFold.open = false;
    say("");
    take({ path: [], why: {} });
  }

  /** @returns {Road} */
  function read() {
    return { path: [...path], why: { ...why } };
  }

  /** @param {Road} road */
  function fits(road) {
    return road.path.every((key) => passages.has(key));
  }

  /** Show a way that was kept; one that does not fit is left where it is. @param {Road} road */
  function write(road) {
    stuck = !fits(road);
    if (stuck) say(words.case_kept_misfit);
    else take(road);
  }

  /** @param {Road} road one that fits */
  function take(road) {
    path = [...road.path];
    why = { ...road.why };
    for (const key of scenes) {
      const area = areaOf(key);
      if (area) area.value = why[key] ?? "";
      if (area) copy(area);
    }
    show();
  }

  /** A copy of the text makes the area as tall as it, and is what paper shows. @param {HTMLTextAreaElement} area */
  function copy(area) {
    if (area.parentElement) area.parentElement.dataset.value = area.value;
  }

  /** @param {string} text */
  function openText(text) {
    try {
      const opened = parseRoads(text, words);
      const road = Object.hasOwn(opened.cases ?? {}, id) ? opened.cases?.[id] : null;
      if (road && !fits(road)) {
        say(words.case_misfit);
        return;
      }
      imported = opened;
      if (road) take(road);
      say(road ? keep() ?? words.case_opened : words.case_other);
    } catch (error) {
      if (!(error instanceof AnswersError)) throw error;
      say(error.message);
    }
  }

  /** Show the passage with this anchor, if it is one of this case. @param {string} anchor */
  function goTo(anchor) {
    const key = keyOf(anchor);
    if (key === undefined) return;
    if (key === here()) turn();
    else walk([...path, key]);
  }

  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    const key = keyOf(link?.getAttribute("href")?.slice(1) ?? "");
    if (key === undefined || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    // The path stays in the page: neither the address nor the browser's history tells of it.
    event.preventDefault();
    walk([...path.length ? path : [first], key]);
  });
  root.addEventListener("input", (event) => {
    const area = event.target;
    const key = scenes.find((scene) => areaOf(scene) === area);
    if (!key || !(area instanceof HTMLTextAreaElement)) return;
    copy(area);
    if (area.value) why[key] = area.value;
    else delete why[key];
    const complaint = keep();
    if (complaint) say(complaint);
    listSteps();
    compare();
  });

  wholeOnPaper(root);
  root.classList.add("t2-live");
  show();
  return { id, version, words, say, read, write, keep, forget, goTo };
}

/** @param {string} title @param {Node} content */
function fold(title, content) {
  return h("details", { className: "t2-fold" }, h("summary", {}, title), content);
}
