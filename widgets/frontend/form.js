// Brings one instrument's form to life: reads it, evaluates it, shows the result. It keeps and hands out nothing.
import { button, h, wholeOnPaper } from "./dom.js";
import { cleanRows, evaluator } from "./evaluate.js";
import { fill } from "./text.js";
import { grow, judge, readField, showClear, writeField } from "./fields.js";
import { findingsView } from "./findings.js";
import { clearButton, rowsEditor } from "./rows.js";

/**
 * @typedef {import("./findings.js").Spec & {answers: Record<string, any>}} Spec
 * @typedef {Record<string, any>} Row
 * @typedef {{
 *   locate: import("./findings.js").Locate,
 *   about?: string,
 *   map?: typeof import("./map.js").mapView,
 *   paste?: typeof import("./paste.js").pasteBox,
 *   changed?: (answers: Row) => string | null | void,
 *   shown?: () => void,
 * }} Host where pages are; the case that this is filled in for, whose answers have a place of their own; what draws a
 *   network and what takes rows from elsewhere, if they are here; whom to tell that the reader changed an answer (it may
 *   answer with a complaint), and that a result is shown
 */

/** How long, in milliseconds, a reader rests before a changed result is announced. */
const PAUSE = 500;

/**
 * @param {HTMLElement} root an element that `widgets/html.py` rendered
 * @param {Host} host
 */
export function mountForm(root, host) {
  /** @type {Spec} */
  const spec = JSON.parse(root.querySelector(".t2-spec")?.textContent ?? "{}");
  const { words } = spec;
  spec.id += host.about ?? "";
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const evaluate = evaluator(spec);
  const view = findingsView(spec, host.locate);
  const map = spec.analysis ? host.map?.(spec) : null;
  /** @type {Row} */ let kept = {};
  let waiting = 0;
  let saying = 0;

  const status = h("p", { role: "status", className: "t2-status" });
  const message = h("p", { role: "status", className: "t2-message" });
  /** @param {string} text */
  const say = (text) => {
    message.textContent = text;
  };

  /** @type {Map<string, ReturnType<typeof rowsEditor>>} */ const editors = new Map();
  /** @type {Map<string, HTMLElement>} */ const fields = new Map();
  for (const question of spec.questions) {
    if (question.columns) {
      const box = /** @type {HTMLElement} */ (form.querySelector(`[data-table="${question.id}"]`));
      editors.set(question.id, rowsEditor(box, question, spec.id, words, edited, say, host.paste));
    } else {
      const field = /** @type {HTMLElement} */ (form.querySelector(`[data-q="${question.id}"]`));
      fields.set(question.id, field);
      if (question.kind === "choice" || question.kind === "scale") {
        field.append(clearButton(field, question, words, edited));
      }
    }
  }

  /** All answers: those to the questions here, over whatever else was given. @returns {Row} */
  function read() {
    const answers = { ...kept };
    for (const question of spec.questions) {
      const editor = editors.get(question.id);
      const answer = editor ? editor.read() : readField(/** @type {HTMLElement} */ (fields.get(question.id)), question);
      if (answer.length || Object.hasOwn(kept, question.id)) answers[question.id] = answer;
    }
    return answers;
  }

  /** @param {Row} answers */
  function write(answers) {
    kept = answers;
    for (const question of spec.questions) {
      const editor = editors.get(question.id);
      if (editor) editor.write(answers[question.id]);
      else writeField(/** @type {HTMLElement} */ (fields.get(question.id)), question, answers[question.id]);
    }
    show();
  }

  function show() {
    const answers = read();
    const result = evaluate(answers);
    const any = spec.questions.some((question) => answers[question.id]?.length);
    blank.hidden = any;
    view.element.hidden = !any;
    const titles = view.draw(result);
    if (!any) announce("");
    else if (titles?.length) announce(fill(words.result_status, { titles: titles.join("; ") }));
    map?.draw(Object.fromEntries(
      spec.questions.flatMap(({ id, columns }) => columns ? [[id, cleanRows(columns, answers[id])]] : []),
    ));
    host.shown?.();
    root.dispatchEvent(new CustomEvent("t2:result", { detail: result, bubbles: true }));
    return answers;
  }

  /** Said once, when the reader pauses, not again with every key. @param {string} text */
  function announce(text) {
    clearTimeout(saying);
    if (!text) status.textContent = "";
    else if (text !== status.textContent) saying = setTimeout(() => status.textContent = text, PAUSE);
  }

  function edited() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      const answers = show();
      const complaint = host.changed?.(answers);
      if (complaint) say(complaint);
    });
  }

  /** @param {Row} answers @param {string} text */
  function replace(answers, text) {
    write(answers);
    const complaint = host.changed?.(read());
    say(complaint ?? text);
  }

  function isBlank() {
    const answers = read();
    return !spec.questions.some((question) => answers[question.id]?.length);
  }

  function blankAnswers() {
    const unknown = Object.entries(kept).filter(([id]) => !spec.questions.some((question) => question.id === id));
    return Object.fromEntries(unknown);
  }

  /** Leave nothing of what the reader typed or opened. */
  function forget() {
    form.reset();
    for (const place of form.querySelectorAll(".t2-message")) place.textContent = "";
    write({});
  }

  const printing = button(root.matches(".t2-private") ? words.private_print : words.print, () => print());
  const tools = h(
    "fieldset",
    { className: "t2-tools" },
    h("legend", {}, words.tools),
    spec.example
      ? button(words.example, () => {
        if (isBlank() || confirm(words.example_confirm)) {
          replace(structuredClone(spec.example ?? {}), words.example_done);
        }
      })
      : null,
    printing,
    button(words.clear, () => {
      if (isBlank() || confirm(words.clear_confirm)) replace(blankAnswers(), words.clear_done);
    }),
    message,
  );
  const blank = h("p", {}, words.result_blank);
  const title = h("h3", {}, words.result);
  form.after(h("section", { className: "t2-result" }, title, status, blank, view.element, map?.element));
  form.append(tools);

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLElement} */ (event.target).closest("[data-q]");
    const question = spec.questions.find((q) => fields.get(q.id) === field);
    if (!field || !question) return;
    if (event.target instanceof HTMLTextAreaElement) grow(event.target);
    if (question.kind === "number") judge(/** @type {HTMLInputElement} */ (event.target), question);
    showClear(field, question);
    edited();
  });

  // What the screen shows in parts, paper shows whole.
  addEventListener("beforeprint", () => {
    for (const editor of editors.values()) editor.forPaper(true);
  });
  wholeOnPaper(root);
  addEventListener("afterprint", () => {
    for (const editor of editors.values()) editor.forPaper(false);
  });

  write(spec.answers);
  root.classList.add("t2-live");
  return { id: spec.id, spec, form, editors, fields, printing, message, edited, read, write, replace, say, forget };
}
