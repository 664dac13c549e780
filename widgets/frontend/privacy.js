// On every page: shows what is kept on this device, lets the reader choose, and erases it.
import { button, h } from "./dom.js";
import { chooseKeeping, eraseAll, keepsMore } from "./choosing.js";
import { keeping } from "./store.js";

/**
 * @typedef {import("./store.js").Keep} Keep
 */

for (const place of document.querySelectorAll("[data-t2-privacy]")) {
  /** @type {Record<string, string>} */
  const words = JSON.parse(document.querySelector(".t2-privacy-words")?.textContent ?? "{}");
  const summary = h("summary");
  const more = h("p", {}, words.keep_more);
  const message = h("p", { role: "status", className: "t2-message" });
  /** @type {HTMLInputElement[]} */ const radios = [];

  const update = () => {
    const keep = keeping();
    summary.textContent = `${words.keep_title}: ${words[`keep_${keep}`]}`;
    more.hidden = !keepsMore();
    for (const radio of radios) radio.checked = radio.value === keep;
  };

  const choices = (/** @type {Keep[]} */ (["none", "tab", "device"])).map((keep) => {
    const radio = h("input", { type: "radio", name: "t2-keep", value: keep });
    radio.addEventListener("change", () => {
      const done = chooseKeeping(keep);
      message.textContent = done ? "" : words.keep_failed;
      document.dispatchEvent(new CustomEvent("t2:keeping"));
      update();
    });
    radios.push(radio);
    return h("label", {}, radio, " ", words[`keep_choice_${keep}`]);
  });
  const erase = button(words.erase, () => {
    eraseAll();
    document.dispatchEvent(new CustomEvent("t2:erased"));
    message.textContent = words.erased;
    update();
  });
  place.append(
    h(
      "details",
      { className: "t2-privacy" },
      summary,
      h("p", {}, words.nothing_leaves),
      more,
      h("fieldset", {}, h("legend", {}, words.keep_question), ...choices),
      erase,
      message,
    ),
  );
  document.addEventListener("t2:theme", update);
  addEventListener("storage", update);
  update();
}
