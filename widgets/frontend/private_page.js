// On a page with a private instrument: brings it to life. Nothing here can keep, save or send what is typed.
import { mountForm } from "./form.js";

/** @param {string} page */
const locate = (page) => `${document.documentElement.dataset.content_root}${page.replace(/(#|$)/, ".html$1")}`;

for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".t2-private"))) {
  const { forget } = mountForm(root, { locate });
  document.addEventListener("t2:erased", forget);
  // A page that the browser keeps in its memory holds nothing.
  addEventListener("pagehide", forget);
}
