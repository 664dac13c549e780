// The anywidget: the same instrument in JupyterLab and Voila, its answers shared with the kernel.
import { mountInstrument } from "./instrument.js";
import { mapView } from "./map.js";

/**
 * @param {{model: {get(name: string): any, set(name: string, value: any): void, save_changes(): void,
 *   on(event: string, callback: () => void): void, off(event: string, callback: () => void): void}, el: HTMLElement}} host
 */
export function render({ model, el }) {
  // The form is made in the kernel by widgets/html.py, which escapes whatever a person typed.
  el.innerHTML = model.get("html");
  const root = /** @type {HTMLElement} */ (el.querySelector(".t2-instrument"));
  const book = model.get("book_url");
  let own = false;
  const instrument = mountInstrument(root, {
    document: () => model.get("document"),
    map: mapView,
    locate: (page) => (book ? `${book}${page.replace(/(#|$)/, ".html$1")}` : null),
    changed(answers) {
      own = true;
      model.set("answers", answers);
      model.save_changes();
      own = false;
    },
  });
  const update = () => {
    if (!own && JSON.stringify(model.get("answers")) !== JSON.stringify(instrument.read())) {
      instrument.write(model.get("answers"));
    }
  };
  model.on("change:answers", update);
  model.on("change:document", instrument.showOffers);
  instrument.write(model.get("answers"));
  return () => {
    model.off("change:answers", update);
    model.off("change:document", instrument.showOffers);
  };
}
