// Brings one instrument's form to life: reads it, evaluates it, shows the result, saves and opens answers.
import { AnswersError, emptyDocument, parseDocument, withAnswers } from "./answers.js";
import { button, h, wholeOnPaper } from "./dom.js";
import { cleanRows, evaluator } from "./evaluate.js";
import { fill } from "./text.js";
import { grow, judge, readField, showClear, writeField } from "./fields.js";
import { openButton, saveFile } from "./files.js";
import { findingsView } from "./findings.js";
import { mapView } from "./map.js";
import { offersView } from "./offers.js";
import { clearButton, rowsEditor } from "./rows.js";

/**
 * @typedef {import("./findings.js").Spec & {answers: Record<string, any>}} Spec
 * @typedef {import("./evaluate.js").Question} Question
 * @typedef {import("./answers.js").AnswersDocument} AnswersDocument
 * @typedef {Record<string, any>} Row
 */

/** How long, in milliseconds, a reader rests before a changed result is announced. */
const PAUSE = 500;

/**
 * @param {HTMLElement} root an element that `widgets/html.py` rendered
 * @param {{
 *   locate: import("./findings.js").Locate,
 *   document?: () => AnswersDocument,
 *   changed?: (answers: Row) => string | null | void,
 *   about?: string,
 * }} host where pages are, the answers document so far, whom to tell of changes (it may answer with a complaint), and
 *   the case that this is filled in for: those answers have a place of their own, and no others are offered
 */
export function mountInstrument(root, host) {
  /** @type {Spec} */
  const spec = JSON.parse(root.querySelector(".t2-spec")?.textContent ?? "{}");
  const { words } = spec;
  spec.id += host.about ?? "";
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const evaluate = evaluator(spec);
  const view = findingsView(spec, host.locate);
  const ties = spec.questions.find((q) => q.id === "ties")?.columns?.find((column) => column.id === "level");
  const map = spec.analysis === "network"
    ? mapView(
      words,
      Object.fromEntries((ties?.options ?? []).map((option) => [option.value, option.label])),
      spec.questions.some((question) => question.id === "links"),
    )
    : null;
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
  /** @type {ReturnType<typeof offersView>[]} */ const offered = [];
  /** @type {AnswersDocument | null} */ let imported = null;
  for (const question of spec.questions) {
    if (question.columns) {
      const box = /** @type {HTMLElement} */ (form.querySelector(`[data-table="${question.id}"]`));
      const editor = rowsEditor(box, question, spec.id, words, edited, say);
      editors.set(question.id, editor);
      offer(question, box.querySelector(".t2-rows"), (rows) => {
        editor.add(rows);
        say(fill(words.offer_done, { count: String(rows.length), table: question.label }));
      });
    } else {
      const field = /** @type {HTMLElement} */ (form.querySelector(`[data-q="${question.id}"]`));
      fields.set(question.id, field);
      if (question.kind === "choice" || question.kind === "scale") {
        field.append(clearButton(field, question, words, edited));
      }
      offer(question, field, ([row]) => {
        writeField(field, question, row[""]);
        say(fill(words.offer_taken, { text: row[""] }));
        field.querySelector("textarea")?.focus();
        edited();
      });
    }
  }

  /** @param {Question} question @param {Element | null} place @param {(rows: Row[]) => void} take */
  function offer(question, place, take) {
    if (!question.shared || host.about) return;
    const view = offersView(question, words, () => namesIn(question), take);
    offered.push(view);
    place?.before(view.element);
  }

  /** What is named here already; a text that is answered needs no offers. @param {Question} question */
  function namesIn(question) {
    const answer = read()[question.id];
    if (!question.columns) return answer ? [answer] : [];
    const name = question.columns.find((column) => column.kind === "text")?.id ?? "";
    return (answer ?? []).map((/** @type {Row} */ row) => row[name] ?? "");
  }

  /** Show what the answers to other instruments offer. */
  function showOffers() {
    if (!offered.length) return;
    const doc = imported ?? host.document?.() ?? emptyDocument();
    for (const view of offered) view.draw(doc);
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
    showOffers();
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
      const complaint = host.changed?.(show());
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
    imported = null;
    form.reset();
    for (const place of form.querySelectorAll(".t2-message")) place.textContent = "";
    write({});
  }

  /** @param {string} text */
  function openText(text) {
    try {
      const opened = parseDocument(text, [spec], words);
      const entry = opened.instruments[spec.id];
      imported = opened;
      if (entry) replace(entry.answers, words.open_done);
      else {
        showOffers();
        say(words.open_other);
      }
    } catch (error) {
      if (!(error instanceof AnswersError)) throw error;
      say(error.message);
    }
  }

  function save() {
    saveFile(withAnswers(imported ?? host.document?.() ?? emptyDocument(), spec, read()), words.file_name);
  }

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
    button(words.save, save),
    openButton(words.open, openText),
    button(words.print, () => print()),
    button(words.clear, () => {
      if (isBlank() || confirm(words.clear_confirm)) replace(blankAnswers(), words.clear_done);
    }),
    h("p", { className: "t2-help" }, words.save_hint),
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
  return { id: spec.id, spec, read, write, say, forget, showOffers };
}
