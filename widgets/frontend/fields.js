// Reads and writes the native controls of one question.
import { wholeNumber } from "./evaluate.js";

/**
 * @typedef {import("./evaluate.js").Question} Question
 */

/** @param {Element} field @param {Question} question */
export function readField(field, question) {
  const single = /** @type {HTMLTextAreaElement | null} */ (field.querySelector("textarea, select, .t2-number"));
  if (single) return single.value;
  const chosen = [...inputs(field)].filter((input) => input.checked).map((input) => input.value);
  return question.kind === "several" ? chosen : chosen[0] ?? "";
}

/** @param {Element} field @param {Question} question @param {any} answer */
export function writeField(field, question, answer) {
  if (question.kind === "text") {
    const area = /** @type {HTMLTextAreaElement} */ (field.querySelector("textarea"));
    area.value = typeof answer === "string" ? answer : "";
    grow(area);
    return;
  }
  if (question.kind === "number") {
    const input = inputs(field)[0];
    input.value = typeof answer === "string" ? answer : "";
    judge(input, question);
    return;
  }
  const select = field.querySelector("select");
  if (select) {
    select.value = typeof answer === "string" ? answer : "";
    if (select.selectedIndex < 0) select.value = "";
    return;
  }
  for (const input of inputs(field)) {
    input.checked = Array.isArray(answer) ? answer.includes(input.value) : answer === input.value;
  }
  showClear(field, question);
}

/**
 * The text area is as tall as its text, on paper too; in a private instrument there is no such copy of the text.
 * @param {HTMLTextAreaElement} area
 */
export function grow(area) {
  const copy = /** @type {HTMLElement | null} */ (area.closest(".t2-grow"));
  if (copy) copy.dataset.value = area.value;
}

/**
 * Marks a number that is none, or out of its bounds.
 * @param {HTMLInputElement} input
 * @param {Question} question
 */
export function judge(input, question) {
  const wrong = input.value.trim() !== "" && wholeNumber(input.value, question) === "";
  input.setAttribute("aria-invalid", String(wrong));
}

/**
 * A radio button cannot be unchosen; the button beside it can do that. It shows once there is an answer.
 * @param {Element} field
 * @param {Question} question
 */
export function showClear(field, question) {
  const clear = /** @type {HTMLElement | null} */ (field.querySelector(".t2-clear"));
  if (clear && question.kind !== "several") clear.hidden = ![...inputs(field)].some((input) => input.checked);
}

/** @param {Element} field @returns {NodeListOf<HTMLInputElement>} */
function inputs(field) {
  return field.querySelectorAll("input");
}
