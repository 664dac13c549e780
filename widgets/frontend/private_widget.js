// A private instrument in JupyterLab and Voila: nothing that is typed goes to the kernel, or into a notebook.
import { mountForm } from "./form.js";

/** @param {{model: {get(name: string): any}, el: HTMLElement}} host */
export function render({ model, el }) {
  // The form is made in the kernel by widgets/html.py, which escapes it.
  el.innerHTML = model.get("html");
  const book = model.get("book_url");
  const { forget } = mountForm(/** @type {HTMLElement} */ (el.querySelector(".t2-instrument")), {
    locate: (page) => (book ? `${book}${page.replace(/(#|$)/, ".html$1")}` : null),
  });
  addEventListener("pagehide", forget);
  return () => {
    removeEventListener("pagehide", forget);
    forget();
  };
}
