// A practice exam: drawn questions, explained together at the end. Nothing is counted before that, and nothing is kept.
import { element, explainAnswer, mountQuestions } from "./questions.js";

/**
 * A heading to read again: its place in the book, the page's title, the heading, and the address.
 * @typedef {[number, string, string, string]} Reading
 */

/**
 * Show questions, and let the reader finish. Returns the heading, for the focus.
 * @param {HTMLElement} room where everything goes
 * @param {HTMLFormElement[]} forms the questions
 * @param {Record<string, string>} words
 * @param {(id: string) => Reading[]} readings what to read again where a question was not answered well
 * @param {string} book where the book is, ending in a slash; empty: no links
 * @param {() => void} again what "Draw again" does
 * @param {string} [note] what else to say before the questions
 */
export function conductExam(room, forms, words, readings, book, again, note = "") {
  const root = element("div", ...forms);
  root.className = "t2-questions";
  root.dataset.words = JSON.stringify(words);
  root.dataset.held = "";
  forms.forEach((form, index) => {
    const number = /** @type {HTMLElement} */ (form.querySelector(".t2-number"));
    number.textContent = words.question_number.replace("{number}", `${index + 1}`);
  });
  const finish = press(words.exam_finish, () => {
    delete root.dataset.held;
    finish.remove();
    const title = report(room, forms, words, readings, book, again);
    room.dispatchEvent(new Event("t2:finished"));
    title.focus();
  });
  const title = heading(words.exam_heading.replace("{count}", `${forms.length}`));
  room.replaceChildren(title, element("p", `${note} ${words.exam_hint}`), root, finish);
  mountQuestions(root);
  return title;
}

/**
 * Explain every answer, and say in sentences what came of it and which pages to read again.
 * @param {HTMLElement} room
 * @param {HTMLFormElement[]} forms
 * @param {Record<string, string>} words
 * @param {(id: string) => Reading[]} readings
 * @param {string} book
 * @param {() => void} again
 */
function report(room, forms, words, readings, book, again) {
  /** @type {Reading[]} */
  const missed = [];
  let good = 0, total = 0, open = 0;
  for (const form of forms) {
    const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
    // The sentences at the top are announced, not thirty explanations at once. A changed answer is announced again.
    status.ariaLive = "off";
    form.addEventListener("input", () => status.ariaLive = null, { once: true });
    const area = form.querySelector("textarea");
    const { right, answered } = area ? { right: true, answered: area.value.trim() !== "" } : explainAnswer(form, words);
    if (!area) {
      total++;
      good += Number(right);
    }
    if (!answered) {
      open++;
      status.replaceChildren(words.exam_left);
    }
    if (!answered || !right) missed.push(...readings(form.dataset.question ?? ""));
    for (const details of form.querySelectorAll("details")) details.open = true;
  }
  const sentences = [
    total ? words.exam_right.replace("{right}", `${good}`).replace("{total}", `${total}`) : "",
    open ? words.exam_open.replace("{open}", `${open}`) : words.exam_open_none,
    total < forms.length ? words.exam_short : "",
  ];
  const title = heading(words.exam_result);
  const list = missed.length ? studyGuide(missed, book) : element("p", words.exam_pages_none);
  const told = element("div", title, element("p", sentences.join(" ")), element("p", words.exam_learning));
  told.append(element("h3", words.exam_pages), list, press(words.exam_again, again));
  told.className = "t2-result";
  room.prepend(told);
  return title;
}

/**
 * The pages to read again, in the order of the book, each with the headings that matter.
 * @param {Reading[]} missed
 * @param {string} book
 */
function studyGuide(missed, book) {
  const guide = element("ul");
  const once = new Map(missed.map((reading) => [reading[3], reading]));
  let page = "";
  let list = guide;
  for (const [, title, told, address] of [...once.values()].sort(([one], [other]) => one - other)) {
    if (page !== (page = address.replace(/#.*/, ""))) {
      list = element("ul");
      guide.append(element("li", link(title, page, book), list));
    }
    list.append(element("li", link(told, address, book)));
  }
  return guide;
}

/** @param {string} text @param {string} address @param {string} book */
function link(text, address, book) {
  const made = element(book ? "a" : "span", text);
  if (book) made.setAttribute("href", `${book}${address}`);
  return made;
}

/** @param {string} text */
function heading(text) {
  const made = element("h2", text);
  made.tabIndex = -1;
  return made;
}

/** @param {string} text @param {() => void} action */
function press(text, action) {
  const made = element("button", text);
  made.className = "t2-button";
  made.addEventListener("click", action);
  return made;
}
