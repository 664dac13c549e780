// The answers document, read and written as widgets/answers.py does, which explains it.
import { fill } from "./text.js";

/**
 * @typedef {import("./evaluate.js").Spec} Spec
 * @typedef {import("./evaluate.js").Question} Question
 * @typedef {Record<string, any>} Row
 * @typedef {{format: string, version: number, instruments: Record<string, Row>}} AnswersDocument
 */

const FORMAT = "track-ii-answers";
const VERSION = 1;

/** An answers file that cannot be used; the message is for the person who opened it. */
export class AnswersError extends Error {}

/** @returns {AnswersDocument} */
export function emptyDocument() {
  return { format: FORMAT, version: VERSION, instruments: {} };
}

/**
 * The document in a file's text; throws AnswersError.
 * @param {string} text
 * @param {Spec[]} specs the instruments whose answers are checked
 * @param {Record<string, string>} words
 * @returns {AnswersDocument}
 */
export function parseDocument(text, specs, words) {
  let data;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new AnswersError(words.damaged_json);
  }
  if (!isObject(data) || data.format !== FORMAT || !isObject(data.instruments)) {
    throw new AnswersError(words.damaged_format);
  }
  if (!Number.isInteger(data.version) || data.version < 1) throw new AnswersError(words.damaged_format);
  if (data.version > VERSION) throw new AnswersError(fill(words.damaged_newer, { version: String(data.version) }));
  for (const [id, entry] of Object.entries(data.instruments)) {
    if (!isObject(entry) || !isObject(entry.answers)) throw new AnswersError(words.damaged_format);
    // What follows an @ says for which case an instrument was used.
    const spec = specs.find((known) => known.id.split("@")[0] === id.split("@")[0]);
    const question = spec?.questions.find((q) => Object.hasOwn(entry.answers, q.id) && !fits(q, entry.answers[q.id]));
    if (question) throw new AnswersError(fill(words.damaged_answer, { question: question.label }));
  }
  return data;
}

/**
 * The document with these answers to an instrument, in place of those it held; what it held beyond them is kept.
 * @param {AnswersDocument} doc
 * @param {Spec} spec
 * @param {Row} answers
 * @returns {AnswersDocument}
 */
export function withAnswers(doc, spec, answers) {
  const before = doc.instruments[spec.id] ?? {};
  const known = new Set(spec.questions.map((question) => question.id));
  const unknown = Object.entries(before.answers ?? {}).filter(([id]) => !known.has(id));
  const entry = { ...before, version: spec.version, answers: { ...Object.fromEntries(unknown), ...answers } };
  return { ...doc, instruments: { ...doc.instruments, [spec.id]: entry } };
}

/** @param {any} value */
export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** @param {Question} question @param {any} answer @returns {boolean} */
function fits(question, answer) {
  if (question.columns) {
    const columns = question.columns;
    return Array.isArray(answer) &&
      answer.every((row) =>
        isObject(row) && columns.every((column) => !Object.hasOwn(row, column.id) || fits(column, row[column.id]))
      );
  }
  if (question.kind === "several") return Array.isArray(answer) && answer.every((value) => typeof value === "string");
  return typeof answer === "string";
}
