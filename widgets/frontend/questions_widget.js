// The anywidget: the same questions in JupyterLab and Voila. Answers stay in the page; the kernel hears only which page
// of questions was chosen.
import { mountQuestions } from "./questions.js";

/**
 * @param {{model: {get(name: string): any, set(name: string, value: any): void, save_changes(): void,
 *   on(event: string, callback: () => void): void, off(event: string, callback: () => void): void}, el: HTMLElement}} host
 */
export function render({ model, el }) {
  // The forms are made in the kernel by widgets/html.py.
  el.innerHTML = model.get("html");
  mountQuestions(/** @type {HTMLElement} */ (el.querySelector(".t2-questions")));
  const chooser = el.querySelector("select.t2-page");
  if (!(chooser instanceof HTMLSelectElement)) return;
  chooser.addEventListener("change", () => {
    model.set("page", chooser.value);
    model.save_changes();
  });
  const update = () => {
    const fresh = document.createElement("div");
    fresh.innerHTML = model.get("html");
    const questions = /** @type {HTMLElement} */ (fresh.querySelector(".t2-questions"));
    mountQuestions(questions);
    el.querySelector(".t2-questions")?.replaceWith(questions);
    chooser.value = model.get("page");
  };
  model.on("change:html", update);
  return () => model.off("change:html", update);
}
