// An instrument whose answers can be saved, opened again, and offered to other instruments.
import { AnswersError, emptyDocument, parseDocument, withAnswers } from "./answers.js";
import { button, h } from "./dom.js";
import { openButton, saveFile } from "./files.js";
import { mountForm } from "./form.js";
import { offersView } from "./offers.js";
import { pasteBox } from "./paste.js";
import { fill } from "./text.js";
import { writeField } from "./fields.js";

/**
 * @typedef {import("./evaluate.js").Question} Question
 * @typedef {import("./answers.js").AnswersDocument} AnswersDocument
 * @typedef {Record<string, any>} Row
 */

/**
 * @param {HTMLElement} root an element that `widgets/html.py` rendered
 * @param {import("./form.js").Host & {document?: () => AnswersDocument}} host what a form needs, and the answers
 *   document so far; where the form is filled in for a case, nothing in it is offered
 */
export function mountInstrument(root, host) {
  /** @type {ReturnType<typeof offersView>[]} */ const offered = [];
  /** @type {AnswersDocument | null} */ let imported = null;
  const face = mountForm(root, { ...host, paste: pasteBox, shown: showOffers });
  const { spec, say } = face;
  const { words } = spec;

  /** @param {Question} question @param {Element | null} place @param {(rows: Row[]) => void} take */
  function offer(question, place, take) {
    const view = offersView(question, words, () => namesIn(question), take);
    offered.push(view);
    place?.before(view.element);
  }

  /** What is named here already; a text that is answered needs no offers. @param {Question} question */
  function namesIn(question) {
    const answer = face.read()[question.id];
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

  /** @param {string} text */
  function openText(text) {
    try {
      const opened = parseDocument(text, [spec], words);
      const entry = opened.instruments[spec.id];
      imported = opened;
      if (entry) face.replace(entry.answers, words.open_done);
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
    saveFile(withAnswers(imported ?? host.document?.() ?? emptyDocument(), spec, face.read()), words.file_name);
  }

  for (const question of host.about ? [] : spec.questions.filter(({ shared }) => shared)) {
    const editor = face.editors.get(question.id);
    const field = /** @type {HTMLElement} */ (face.fields.get(question.id));
    if (editor) {
      offer(question, face.form.querySelector(`[data-table="${question.id}"] .t2-rows`), (rows) => {
        editor.add(rows);
        say(fill(words.offer_done, { count: String(rows.length), table: question.label }));
      });
    } else {
      offer(question, field, ([row]) => {
        writeField(field, question, row[""]);
        say(fill(words.offer_taken, { text: row[""] }));
        field.querySelector("textarea")?.focus();
        face.edited();
      });
    }
  }
  face.printing.before(button(words.save, save), openButton(words.open, openText));
  face.message.before(h("p", { className: "t2-help" }, words.save_hint));
  showOffers();

  return {
    id: face.id,
    spec,
    read: face.read,
    write: face.write,
    say,
    showOffers,
    /** Leave nothing of what the reader typed or opened. */
    forget() {
      imported = null;
      face.forget();
    },
  };
}
