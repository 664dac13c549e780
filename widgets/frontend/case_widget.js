// The anywidget: the same case study in JupyterLab and Voila, its path and reasons shared with the kernel.
import { mountCase } from "./case.js";

/**
 * @param {{model: {get(name: string): any, set(name: string, value: any): void, save_changes(): void,
 *   on(event: string, callback: () => void): void, off(event: string, callback: () => void): void}, el: HTMLElement}} host
 */
export function render({ model, el }) {
  let own = false;

  /** @param {Record<string, any>} values */
  function tell(values) {
    own = true;
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
    own = false;
  }

  /** The way through the case, as the kernel knows it. */
  function road() {
    return { path: model.get("path"), why: model.get("why") };
  }

  /** @param {Element} place */
  function mount(place) {
    const root = /** @type {HTMLElement} */ (place.querySelector(".t2-case"));
    const mounted = mountCase(root, { document: () => model.get("document"), changed: tell });
    mounted.write(road());
    return { root, mounted };
  }

  // The passages are made in the kernel by widgets/html.py, which escapes whatever a person typed.
  el.innerHTML = model.get("html");
  let { root, mounted } = mount(el);
  const chooser = el.querySelector("select");
  chooser?.addEventListener("change", () => tell({ name: chooser.value }));

  function update() {
    if (!own && JSON.stringify(road()) !== JSON.stringify(mounted.read())) mounted.write(road());
  }
  function change() {
    const fresh = document.createElement("div");
    fresh.innerHTML = model.get("html");
    const before = root;
    ({ root, mounted } = mount(fresh));
    before.replaceWith(root);
    if (chooser) chooser.value = model.get("name");
  }
  model.on("change:html", change);
  model.on("change:path", update);
  model.on("change:why", update);
  return () => {
    model.off("change:html", change);
    model.off("change:path", update);
    model.off("change:why", update);
  };
}
