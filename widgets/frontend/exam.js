// A practice exam: drawn questions, explained together at the end. Nothing is counted before that, and nothing is kept.
import { element, explainAnswer, mountQuestions } from "./questions.js";

/**
 * Show questions, and let the reader finish. Returns the heading, for the focus.
 * @param {HTMLElement} room where everything goes
 * @param {HTMLFormElement[]} forms the questions
 * @param {Record<string, string>} words
 * @param {(id: string) => [string, string | null]} pageOf title and address of the page that asks a question
 * @param {() => void} again what "Draw again" does
 * @param {string} [note] what else to say before the questions
 */
export function conductExam(room, forms, words, pageOf, again, note = "") {
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
    const title = report(room, forms, words, pageOf, again);
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
 * @param {(id: string) => [string, string | null]} pageOf
 * @param {() => void} again
 */
function report(room, forms, words, pageOf, again) {
  /** @type {Map<string, string | null>} */
  const pages = new Map();
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
    if (!answered || !right) pages.set(...pageOf(form.dataset.question ?? ""));
    for (const details of form.querySelectorAll("details")) details.open = true;
  }
  const sentences = [
    total ? words.exam_right.replace("{right}", `${good}`).replace("{total}", `${total}`) : "",
    open ? words.exam_open.replace("{open}", `${open}`) : words.exam_open_none,
    total < forms.length ? words.exam_short : "",
  ];
  const links = [...pages].map(([title, address]) => {
    const link = element(address ? "a" : "span", title);
    if (address) link.setAttribute("href", address);
    return element("li", link);
  });
  const title = heading(words.exam_result);
  const list = links.length ? element("ul", ...links) : element("p", words.exam_pages_none);
  const told = element("div", title, element("p", sentences.join(" ")), element("p", words.exam_learning));
  told.append(element("h3", words.exam_pages), list, press(words.exam_again, again));
  told.className = "t2-result";
  room.prepend(told);
  return title;
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
