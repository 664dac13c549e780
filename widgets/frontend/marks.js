// What an answers document holds beside answers: which questions were checked and which pages were ticked as read. It is
// read and written as widgets/answers.py does.
import { AnswersError, isObject } from "./answers.js";
import { areText, parseRoads } from "./roads.js";
import { kept } from "./store.js";

/**
 * @typedef {import("./roads.js").RoadsDocument & {checks?: Record<string, string[]>, read?: string[]}} MarksDocument
 */

/**
 * The document in a file's text; throws AnswersError.
 * @param {string} text
 * @param {Record<string, string>} words
 * @returns {MarksDocument}
 */
export function parseMarks(text, words) {
  /** @type {MarksDocument} */
  const doc = parseRoads(text, words);
  const { checks = {}, read = [] } = doc;
  if (!isObject(checks) || ![...Object.values(checks), read].every(areText)) {
    throw new AnswersError(words.damaged_format);
  }
  return doc;
}

/** The document that is kept; null if there is none, or if it is damaged: then it must not be written over. */
export function keptMarks() {
  try {
    // What is wrong with it is said nowhere.
    return parseMarks(kept() ?? "", { damaged_newer: "" });
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    return null;
  }
}

/**
 * The document in which these questions of a page are checked besides those that are.
 * @param {MarksDocument} doc
 * @param {string} page as in exercises/, e.g. step1/ripeness
 * @param {Iterable<string>} questions
 * @returns {MarksDocument}
 */
export function withChecked(doc, page, questions) {
  return { ...doc, checks: { ...doc.checks, [page]: [...new Set([...doc.checks?.[page] ?? [], ...questions])] } };
}
