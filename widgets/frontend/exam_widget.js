// The anywidget: a practice exam in JupyterLab and Voila. The kernel draws; answers stay in the page.
import { conductExam } from "./exam.js";

/**
 * @param {{model: {get(name: string): any, set(name: string, value: any): void, save_changes(): void,
 *   on(event: string, callback: () => void): void, off(event: string, callback: () => void): void}, el: HTMLElement}} host
 */
export function render({ model, el }) {
  const show = () => {
    // The forms are made in the kernel by widgets/html.py.
    el.innerHTML = model.get("html");
    const exam = /** @type {HTMLElement} */ (el.querySelector(".t2-exam"));
    const forms = /** @type {HTMLTemplateElement} */ (exam.querySelector("template")).content.querySelectorAll("form");
    const readings = model.get("readings");
    const book = model.get("book_url");
    return conductExam(
      /** @type {HTMLElement} */ (exam.querySelector(".t2-room")),
      [...forms],
      JSON.parse(exam.dataset.words ?? ""),
      (id) => readings[id],
      book,
      () => {
        model.set("draws", model.get("draws") + 1);
        model.save_changes();
      },
    );
  };
  const change = () => show().focus();
  show();
  model.on("change:html", change);
  return () => model.off("change:html", change);
}
