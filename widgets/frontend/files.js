// Files on the reader's own device: saving answers into one, and opening one.
import { h } from "./dom.js";

/**
 * Let the browser save a document.
 * @param {import("./answers.js").AnswersDocument} doc
 * @param {string} name
 */
export function saveFile(doc, name) {
  const href = URL.createObjectURL(new Blob([JSON.stringify(doc, null, 1)], { type: "application/json" }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

/**
 * An input that hands over the text of the file which the reader chooses.
 * @param {string} accept
 * @param {(text: string) => void} take
 */
export function fileInput(accept, take) {
  const file = h("input", { type: "file", accept });
  file.addEventListener("change", async () => {
    if (file.files?.[0]) take(await file.files[0].text());
    file.value = "";
  });
  return file;
}

/**
 * A button that opens an answers file.
 * @param {string} label
 * @param {(text: string) => void} take
 */
export function openButton(label, take) {
  return h("label", { className: "t2-button t2-file" }, label, fileInput(".json,application/json", take));
}
