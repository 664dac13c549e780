// The box that takes a table's rows from a spreadsheet or a CSV file.
import { parseRows, PasteError } from "./csv.js";
import { button, h } from "./dom.js";
import { fileInput } from "./files.js";
import { fill } from "./text.js";

/**
 * @param {import("./evaluate.js").Question} table
 * @param {Record<string, string>} words
 * @param {(rows: Record<string, any>[]) => void} add
 */
export function pasteBox(table, words, add) {
  const columns = table.columns ?? [];
  const area = h("textarea", { rows: 4, spellcheck: false });
  const message = h("p", { role: "status", className: "t2-message" });
  /** @param {string} text */
  const take = (text) => {
    try {
      const found = parseRows(text, columns, words);
      add(found);
      area.value = "";
      message.textContent = fill(words.paste_done, { count: String(found.length), table: table.label });
    } catch (error) {
      if (!(error instanceof PasteError)) throw error;
      message.textContent = error.message;
    }
  };
  return h(
    "details",
    { className: "t2-paste" },
    h("summary", {}, words.paste_title),
    h("p", {}, words.paste_help),
    h("p", {}, `${words.paste_columns}: ${columns.map((column) => column.label).join("; ")}`),
    h("label", {}, words.paste_label, area),
    h("p", {}, button(words.paste_button, () => take(area.value))),
    h("p", {}, h("label", {}, `${words.paste_file} `, fileInput(".csv,.tsv,.txt,text/csv,text/plain", take))),
    message,
  );
}
