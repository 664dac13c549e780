// The ways through case studies in an answers document, read and written as widgets/answers.py does.
import { AnswersError, isObject, parseDocument } from "./answers.js";

/**
 * @typedef {{path: string[], why: Record<string, string>}} Road the passages one came to, and the reasons by scene
 * @typedef {import("./answers.js").AnswersDocument & {cases?: Record<string, Road & Record<string, any>>}} RoadsDocument
 */

/**
 * The document in a file's text; throws AnswersError. Whether the passages exist, only the case knows.
 * @param {string} text
 * @param {Record<string, string>} words
 * @returns {RoadsDocument}
 */
export function parseRoads(text, words) {
  /** @type {RoadsDocument} */
  const doc = parseDocument(text, [], words);
  const roads = doc.cases ?? {};
  if (!isObject(roads) || !Object.values(roads).every(isRoad)) throw new AnswersError(words.damaged_format);
  return doc;
}

/**
 * The document with this way through a case, in place of the one it held; what it held beyond that is kept.
 * @param {RoadsDocument} doc
 * @param {string} id
 * @param {number} version
 * @param {Road} road
 * @returns {RoadsDocument}
 */
export function withRoad(doc, id, version, road) {
  return { ...doc, cases: { ...doc.cases, [id]: { ...doc.cases?.[id], version, ...road } } };
}

/** @param {any} value */
function isRoad(value) {
  return isObject(value) && isObject(value.why) && areText(value.path) && areText(Object.values(value.why));
}

/** @param {any} value */
export function areText(value) {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
