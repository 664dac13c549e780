// On a page of the book: brings its questions to life, and keeps which of them were checked, where the reader chose.
import { keptMarks, withChecked } from "./marks.js";
import { mountQuestions } from "./questions.js";
import { keepDocument } from "./store.js";

for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".t2-questions"))) {
  mountQuestions(root);
  const { page = "" } = root.dataset;
  /** @type {Set<string>} */ const checked = new Set();

  const keep = () => {
    const doc = checked.size && keptMarks();
    if (doc) keepDocument(withChecked(doc, page, checked));
  };
  root.addEventListener("t2:checked", (event) => {
    checked.add(/** @type {HTMLElement} */ (event.target).dataset.question ?? "");
    keep();
  });
  document.addEventListener("t2:keeping", keep);
  document.addEventListener("t2:erased", () => checked.clear());
}
