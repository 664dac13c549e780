// On a page of the book: draws a practice exam. The questions are fetched, a script a part, only when they are drawn.
import { conductExam } from "./exam.js";

/**
 * A page of the book, as `widgets/sphinx/practice.py` writes it. A question is its id, level, kind, HTML, and what to read again.
 * @typedef {import("./exam.js").Reading} Reading
 * @typedef {{part: string, title: string, address: string, questions: [string, string, string, string, Reading[]][]}} BankPage
 * @typedef {{page: BankPage, question: BankPage["questions"][number]}} Candidate
 */

const home = document.documentElement.dataset.content_root ?? "./";
/** @type {Map<string, Promise<unknown>>} */
const fetched = new Map();

/** @param {string} file */
function fetchBank(file) {
  const script = document.createElement("script");
  const arrived = new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => {
      fetched.delete(file);
      script.remove();
      reject();
    };
  });
  script.src = `${home}_static/${file}`;
  document.head.append(script);
  fetched.set(file, arrived);
  return arrived;
}

/**
 * So many candidates, or all: first what was not drawn before, then spread over parts, pages and kinds.
 * @param {Candidate[]} pool
 * @param {number} count
 * @param {Set<string>} before
 */
function drawFrom(pool, count, before) {
  /** @type {Record<string, number>} */
  const used = {};
  /** @param {Candidate} candidate */
  const weight = ({ page, question: [id, _, kind] }) =>
    [Number(before.has(id)), used[page.part], used[page.title], used[kind]].reduce((sum, n) => sum * 99 + (n ?? 0), 0);
  const drawn = [];
  const rest = shuffled(pool);
  while (drawn.length < count && rest.length) {
    const best = rest.reduce((one, other) => weight(other) < weight(one) ? other : one);
    rest.splice(rest.indexOf(best), 1);
    for (const key of [best.page.part, best.page.title, best.question[2]]) used[key] = (used[key] ?? 0) + 1;
    before.add(best.question[0]);
    drawn.push(best);
  }
  return shuffled(drawn);
}

/** @template T @param {T[]} list */
function shuffled(list) {
  return list.map((item) => ({ item, at: Math.random() })).sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** @param {HTMLElement} exam */
function setUpExam(exam) {
  const words = JSON.parse(exam.dataset.words ?? "");
  const files = JSON.parse(exam.dataset.files ?? "{}");
  const room = /** @type {HTMLElement} */ (exam.querySelector(".t2-room"));
  exam.insertBefore(/** @type {HTMLTemplateElement} */ (exam.querySelector("template")).content, room);
  const form = /** @type {HTMLFormElement} */ (exam.querySelector(".t2-draw"));
  const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  /** @type {Set<string>} */
  const before = new Set();

  async function draw() {
    const data = new FormData(form);
    const parts = data.getAll("part");
    const level = data.get("level");
    status.textContent = parts.length ? words.exam_loading : words.exam_no_part;
    if (!parts.length) return;
    try {
      const needed = parts.flatMap((part) => files[String(part)]);
      await Promise.all(needed.map((file) => fetched.get(file) ?? fetchBank(file)));
    } catch {
      status.textContent = words.exam_failed;
      return;
    }
    /** @type {BankPage[]} */
    const bank = Reflect.get(globalThis, "T2_BANK");
    const pool = bank.filter((page) => parts.includes(page.part)).flatMap((page) =>
      page.questions.filter((question) => level === "both" || question[1] === level).map((question) => ({
        page,
        question,
      }))
    );
    const drawn = drawFrom(pool, Number(data.get("count")), before);
    status.textContent = drawn.length ? "" : words.exam_nothing;
    if (!drawn.length) return;
    const forms = drawn.map(({ question }) => {
      const holder = document.createElement("template");
      holder.innerHTML = question[3];
      return /** @type {HTMLFormElement} */ (holder.content.firstElementChild);
    });
    const readings = new Map(drawn.map(({ question }) => [question[0], question[4]]));
    const note = drawn.length < Number(data.get("count")) ? words.exam_fewer : "";
    form.hidden = true;
    conductExam(room, forms, words, (id) => readings.get(id) ?? [], home, draw, note).focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    draw();
  });
  room.addEventListener("t2:finished", () => form.hidden = false);
}

for (const exam of document.querySelectorAll(".t2-exam")) setUpExam(/** @type {HTMLElement} */ (exam));
