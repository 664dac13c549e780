// A table whose rows the reader adds. Only one page of rows stands in the document at a time.
import { button, h, ON_PAPER } from "./dom.js";
import { fill } from "./text.js";
import { grow, judge, readField, showClear, writeField } from "./fields.js";

/**
 * @typedef {import("./evaluate.js").Question} Question
 * @typedef {Record<string, any>} Row
 */

const ROWS_SHOWN = 20;

/**
 * @param {HTMLElement} box the table's fieldset
 * @param {Question} table
 * @param {string} prefix of the names of controls
 * @param {Record<string, string>} words
 * @param {() => void} changed called after the reader changed a row
 * @param {(text: string) => void} say
 * @param {typeof import("./paste.js").pasteBox} [paste] takes rows from elsewhere
 */
export function rowsEditor(box, table, prefix, words, changed, say, paste) {
  const columns = table.columns ?? [];
  const list = /** @type {HTMLElement} */ (box.querySelector(".t2-rows"));
  const template = /** @type {HTMLTemplateElement} */ (box.querySelector("template"));
  const blank = list.childElementCount;
  /** @type {Row[]} */ let rows = [];
  let first = 0;
  let screenFirst = 0;
  let atOnce = ROWS_SHOWN;

  const range = h("span");
  const earlier = button(words.earlier_rows, () => turn(-ROWS_SHOWN));
  const later = button(words.later_rows, () => turn(ROWS_SHOWN));
  const pager = h("p", { className: "t2-pager", hidden: true }, earlier, range, later);
  const add = button(words.add_row, () => {
    rows.push({});
    first = Math.floor((rows.length - 1) / ROWS_SHOWN) * ROWS_SHOWN;
    draw();
    say(fill(words.row_added, { row: labelOf(rows.length - 1) }));
    list.lastElementChild?.querySelector("textarea")?.focus();
  });
  box.append(pager, h("p", { className: "t2-row-tools" }, add));
  if (paste && table.kind === "table") {
    box.append(paste(table, words, (found) => {
      rows = [...rows.filter(holdsSomething), ...found];
      first = 0;
      draw();
      changed();
    }));
  }

  /** @param {number} index */
  function labelOf(index) {
    return fill(table.rowLabel ?? "", { number: String(index + 1) });
  }

  /** @param {number} step */
  function turn(step) {
    first += step;
    draw();
    list.querySelector("textarea")?.focus();
  }

  function draw() {
    const shown = rows.slice(first, first + atOnce);
    list.replaceChildren(...shown.map((row, offset) => drawRow(row, first + offset)));
    pager.hidden = rows.length <= ROWS_SHOWN;
    earlier.disabled = first === 0;
    later.disabled = first + atOnce >= rows.length;
    const values = { from: first + 1, to: Math.min(first + atOnce, rows.length), total: rows.length };
    range.textContent = fill(words.rows_shown, /** @type {any} */ (mapValues(values, String)));
  }

  /** @param {Row} row @param {number} index */
  function drawRow(row, index) {
    const piece = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const element = /** @type {HTMLElement} */ (piece.querySelector("[data-row]"));
    element.dataset.row = String(index);
    element.classList.toggle("t2-added", index >= blank);
    const label = /** @type {HTMLElement} */ (element.querySelector(".t2-row-label"));
    label.textContent = labelOf(index);
    for (const column of columns) {
      const field = /** @type {HTMLElement} */ (element.querySelector(`[data-q="${column.id}"]`));
      for (
        const control of /** @type {NodeListOf<HTMLInputElement>} */ (field.querySelectorAll("input, textarea, select"))
      ) {
        control.name = `${prefix}.${table.id}.${index}.${column.id}`;
      }
      if (table.kind === "matrix" && column.kind === "choice") {
        field.append(clearButton(field, column, words, () => {
          delete row[column.id];
          changed();
        }));
      }
      writeField(field, column, row[column.id]);
    }
    element.append(button(fill(words.remove_row, { row: labelOf(index) }), () => remove(index), {
      className: "t2-button t2-remove",
    }));
    return element;
  }

  /** @param {number} index */
  function remove(index) {
    rows.splice(index, 1);
    first = Math.min(first, Math.max(0, Math.floor((rows.length - 1) / ROWS_SHOWN) * ROWS_SHOWN));
    draw();
    say(fill(words.row_removed, { row: labelOf(index) }));
    add.focus();
    changed();
  }

  list.addEventListener("input", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const field = /** @type {HTMLElement} */ (target.closest("[data-q]"));
    const element = /** @type {HTMLElement} */ (target.closest("[data-row]"));
    const column = /** @type {Question} */ (columns.find((c) => c.id === field.dataset.q));
    if (target instanceof HTMLTextAreaElement) grow(target);
    if (column.kind === "number") judge(/** @type {HTMLInputElement} */ (target), column);
    showClear(field, column);
    rows[Number(element.dataset.row)][column.id] = readField(field, column);
    changed();
  });

  return {
    /** Add rows after those that hold something, and go to the first of them. @param {Row[]} found */
    add(found) {
      const before = rows.filter(holdsSomething);
      rows = [...before, ...found.map((row) => ({ ...row }))];
      first = Math.floor(before.length / ROWS_SHOWN) * ROWS_SHOWN;
      draw();
      list.children[before.length - first].querySelector("textarea")?.focus();
      changed();
    },
    /** @param {any} answer */
    write(answer) {
      rows = Array.isArray(answer) ? answer.map((row) => ({ ...row })) : [];
      while (rows.length < blank) rows.push({});
      first = 0;
      draw();
    },
    /** Show the rows that go on paper, or those of the screen again. @param {boolean} paper */
    forPaper(paper) {
      if (rows.length <= ROWS_SHOWN) return;
      if (paper) screenFirst = first;
      first = paper ? 0 : screenFirst;
      atOnce = paper ? ON_PAPER : ROWS_SHOWN;
      draw();
    },
    /** The rows up to the last that holds something, so that an untouched table is no answer. */
    read() {
      let end = rows.length;
      while (end && !holdsSomething(rows[end - 1])) end -= 1;
      return rows.slice(0, end);
    },
  };
}

/**
 * @param {Element} field
 * @param {Question} question
 * @param {Record<string, string>} words
 * @param {() => void} cleared
 */
export function clearButton(field, question, words, cleared) {
  return button(words.clear_answer, () => {
    writeField(field, question, "");
    field.querySelector("input")?.focus();
    cleared();
  }, { className: "t2-button t2-clear", hidden: true });
}

/** @param {Record<string, any>} object @param {(value: any) => any} change */
function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** @param {Row} row */
function holdsSomething(row) {
  return Object.values(row).some((value) => value != null && value.length !== 0);
}
