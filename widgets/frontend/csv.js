// Rows pasted from a spreadsheet (tabs) or a CSV file (commas or semicolons), read into rows of a table.
import { wholeNumber } from "./evaluate.js";
import { fill, trim } from "./text.js";

/**
 * @typedef {import("./evaluate.js").Question} Question
 * @typedef {Record<string, any>} Row
 */

/** Pasted text that cannot be used; the message is for the reader. */
export class PasteError extends Error {}

/**
 * The cells of a text, line by line; quotation marks may enclose a cell.
 * @param {string} text
 * @param {Record<string, string>} words
 * @returns {{line: number, cells: string[]}[]}
 */
function cellsOf(text, words) {
  text = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const head = text.slice(0, (text + "\n").indexOf("\n"));
  const separator = ["\t", ",", ";"].find((mark) => head.includes(mark)) ?? ",";
  const lines = [];
  let [cells, cell, line, start, quoted] = [/** @type {string[]} */ ([]), "", 1, 1, 0];
  for (let i = 0; i <= text.length; i += 1) {
    const mark = text[i];
    if (mark === "\n") line += 1;
    if (quoted) {
      if (mark === undefined) throw new PasteError(fill(words.paste_quote, { line: String(quoted) }));
      if (mark !== '"') cell += mark;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = 0;
    } else if (mark === '"' && cell === "") quoted = line;
    else if (mark === separator || mark === "\n" || mark === undefined) {
      cells.push(trim(cell));
      cell = "";
      if (mark !== separator) {
        if (cells.some(Boolean)) lines.push({ line: start, cells });
        cells = [];
        start = line;
      }
    } else cell += mark;
  }
  return lines;
}

/**
 * Rows of a table in a text whose first line names the columns, by their prompt or their id.
 * @param {string} text
 * @param {Question[]} columns
 * @param {Record<string, string>} words
 * @returns {Row[]}
 */
export function parseRows(text, columns, words) {
  const [head, ...lines] = cellsOf(text, words);
  if (!head || !lines.length) throw new PasteError(words.paste_empty);
  const found = head.cells.map((name) => name.toLowerCase());
  const places = columns.map((column) =>
    found.findIndex((name) => name === column.id.toLowerCase() || name === column.label.toLowerCase())
  );
  if (places[0] < 0) {
    throw new PasteError(fill(words.paste_missing, { column: columns[0].label, found: head.cells.join(", ") }));
  }
  return lines.map(({ line, cells }) => {
    /** @type {Row} */ const row = {};
    columns.forEach((column, index) => {
      const value = cells[places[index]];
      if (value) row[column.id] = cellAnswer(value, column, line, words);
    });
    return row;
  });
}

/** @param {string} value @param {Question} column @param {number} line @param {Record<string, string>} words */
function cellAnswer(value, column, line, words) {
  if (column.kind === "number" && !wholeNumber(value, column)) {
    const bounds = { least: String(column.least), most: String(column.most) };
    throw new PasteError(fill(words.paste_number, { line: String(line), value, column: column.label, ...bounds }));
  }
  if (!column.options) return value;
  const options = column.options;
  const chosen = (column.kind === "several" ? value.split(";").map(trim).filter(Boolean) : [value]).map((name) => {
    const option = options.find((o) => [o.value, o.label].some((known) => known.toLowerCase() === name.toLowerCase()));
    if (option) return option.value;
    const names = options.map((o) => o.label).join(", ");
    throw new PasteError(
      fill(words.paste_value, { line: String(line), value: name, column: column.label, options: names }),
    );
  });
  return column.kind === "several" ? chosen : chosen[0];
}
