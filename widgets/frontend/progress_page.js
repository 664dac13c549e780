// On the page that lists what there is to do: shows what is done, if the reader chose to keep answers.
import { h } from "./dom.js";
import { keptMarks } from "./marks.js";
import { withRead } from "./read.js";
import { keepDocument, keeping } from "./store.js";
import { fill } from "./text.js";

/**
 * @typedef {{at: string, page?: string, check?: string, questions?: string[], case?: string, endings?: string[],
 *   instrument?: string}} Line what stands in a line (of the id `at`), as widgets/sphinx/progress.py tells it
 * @typedef {import("./marks.js").MarksDocument} MarksDocument
 */

const place = /** @type {HTMLElement} */ (document.querySelector(".t2-progress"));
/** @type {{lines: Line[], words: Record<string, string>}} */
const { lines, words } = JSON.parse(place.querySelector("script")?.textContent ?? "");

const message = h("p", { role: "status", className: "t2-message" });
place.append(message);

/** Says something, but not again while it stands there. @param {...(Node | string)} parts */
function tell(...parts) {
  const told = h("p", {}, ...parts);
  if (told.textContent !== message.textContent) message.replaceChildren(...told.childNodes);
}

/** The link to the control at the foot of the page, which opens it. */
function toControl() {
  const link = h("a", { href: "#t2-privacy" }, words.progress_choose);
  link.addEventListener("click", (event) => {
    const control = document.querySelector("[data-t2-privacy] details");
    if (!(control instanceof HTMLDetailsElement)) return;
    event.preventDefault();
    control.open = true;
    control.querySelector("summary")?.focus();
  });
  return link;
}

/** @param {MarksDocument} doc @param {Line} line */
function stateOf(doc, line) {
  const path = doc.cases?.[line.case ?? ""]?.path ?? [];
  if (path.length) return line.endings?.includes(path[path.length - 1]) ? words.progress_ended : words.progress_begun;
  const answers = doc.instruments[line.instrument ?? ""]?.answers ?? {};
  if (Object.values(answers).some((answer) => answer?.length)) return words.progress_begun;
  const count = line.questions?.filter((id) => doc.checks?.[line.check ?? ""]?.includes(id)).length;
  return count ? fill(words.progress_checked, { count: `${count}`, total: `${line.questions?.length}` }) : "";
}

const drawn = lines.map((line) => {
  const item = /** @type {HTMLElement} */ (document.getElementById(line.at));
  const text = /** @type {HTMLElement} */ (item.querySelector("p"));
  const state = h("span", { className: "t2-todo-done" });
  text.append(state);
  const { page } = line;
  if (!page) return { line, item, state };
  const label = fill(words.progress_tick, { page: text.querySelector("a")?.textContent ?? "" });
  const tick = h("input", { type: "checkbox", autocomplete: "off", "aria-label": label });
  tick.addEventListener("change", () => {
    const doc = keptMarks();
    const done = doc && keepDocument(withRead(doc, page, tick.checked));
    draw();
    if (doc && !done) tell(words.keep_failed);
  });
  text.prepend(tick);
  return { line, item, state, tick };
});

function draw() {
  const keeps = keeping() !== "none";
  const doc = keeps ? keptMarks() : null;
  if (doc) tell(words.progress_kept);
  else if (keeps) tell(words.keep_damaged);
  else tell(`${words.progress_none} `, toControl());
  for (const { line, item, state, tick } of drawn) {
    item.classList.toggle("t2-shown", doc !== null);
    state.textContent = doc ? stateOf(doc, line) : "";
    if (tick) {
      tick.hidden = !doc;
      tick.checked = Boolean(doc?.read?.includes(line.page ?? ""));
    }
  }
}

draw();
for (const event of ["t2:keeping", "t2:erased"]) document.addEventListener(event, draw);
// Another tab kept or erased something, or the browser shows the page again from its memory.
for (const event of ["storage", "pageshow"]) addEventListener(event, draw);
