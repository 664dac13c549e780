// Retrieval questions: the page says what is right or wrong with an answer, and why. Nothing is counted or kept.

/**
 * Bring questions to life. Texts are taken from the HTML, where the explained answers stand too. The event `t2:checked`
 * at a form says that the reader has checked an answer.
 * @param {HTMLElement} root the element of the class `t2-questions`; with `data-held` nothing is said before that is gone
 */
export function mountQuestions(root) {
  const words = JSON.parse(root.dataset.words ?? "{}");
  for (const form of root.querySelectorAll("form")) {
    const kind = form.dataset.kind;
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    const area = form.querySelector("textarea");
    const tell = () => form.dispatchEvent(new Event("t2:checked", { bubbles: true }));
    const explain = () => {
      if (root.dataset.held === undefined && explainAnswer(form, words).answered) tell();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      explain();
    });
    if (kind === "choice") {
      form.addEventListener("change", explain);
    } else if (area) {
      // A copy of what is typed makes the field as tall as its text, and is what paper shows.
      const grow = /** @type {HTMLElement} */ (area.parentElement);
      const copy = () => grow.dataset.value = area.value;
      area.addEventListener("input", copy);
      copy();
      // Not when it unfolds by itself, as all do for paper.
      form.querySelector("summary")?.addEventListener("click", tell);
    } else {
      button.disabled = button.hidden = false;
    }
  }
}

/**
 * Say what is right with an answer, and why; return whether all is right, and whether anything was answered.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} words
 */
export function explainAnswer(form, words) {
  const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  const { summary, lines, right, answered } = check(form, words);
  if (form.dataset.kind === "choice" && answered) say(status, right, ...lines[0].childNodes);
  else say(status, right, element("p", summary), element("ul", ...lines));
  return { right, answered };
}

/**
 * What is right so far: a sentence, and a line for each part that was answered or is still open.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} words
 */
function check(form, words) {
  const { kind = "" } = form.dataset;
  const options = kind === "choice" || kind === "several";
  /** How many parts are right, wrong and open, and how many there are to get right. */
  const count = { right: 0, wrong: 0, open: 0, total: 0 };
  const lines = [];
  for (const part of form.querySelectorAll("[data-part]")) {
    const { part: place, right } = /** @type {HTMLElement} */ (part).dataset;
    const chosen = /** @type {HTMLInputElement | HTMLOptionElement | null} */ (part.querySelector(":checked"));
    const given = chosen?.value ?? "";
    if (right) count.total++;
    if (!given && options) continue;
    const result = given ? (given === right ? "right" : "wrong") : "open";
    count[result]++;
    const text = part.querySelector(".t2-said")?.textContent ?? "";
    const why = form.querySelector(`[data-why="${place}"]`)?.textContent ?? "";
    const mark = element("b", words[result === "wrong" && !options ? "misplaced" : result]);
    const line = kind === "choice" ? element("li", mark, ` ${why}`) : element("li", mark, ` ${text}`);
    if (kind !== "choice" && given) line.append(element("br"), why);
    line.classList.toggle("t2-right", result === "right");
    lines.push(line);
  }
  const right = count.right === count.total && count.wrong === 0;
  const sentence = !(count.right + count.wrong)
    ? words.nothing
    : words[`${options ? "several" : "parts"}_${right ? "all" : count.open ? "open" : "some"}`];
  const summary = sentence.replace(/\{(\w+)\}/g, (_, name) => String(Reflect.get(count, name)));
  return { summary, lines, right, answered: count.right + count.wrong > 0 };
}

/** @param {HTMLElement} status @param {boolean} right @param {...Node} parts */
function say(status, right, ...parts) {
  status.replaceChildren(...parts);
  status.classList.toggle("t2-right", right);
}

/** @param {string} tag @param {...(Node | string)} children */
export function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}
