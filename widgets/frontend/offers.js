// Offers what stands in the answers to other instruments, such as parties named once, to a question that needs it too.
import { button, h } from "./dom.js";
import { fill, trim } from "./text.js";

/**
 * @typedef {Record<string, any>} Row
 * @typedef {{instrument: string, title: string, question: string, columns: Record<string, string>}} Source where to
 *   look, and which column there answers which here; the first names the row. See widgets/sharing.py.
 */

/** @param {string} name */
const known = (name) => trim(name).toLowerCase();

/**
 * The rows of one source that hold a name; of a text, one row.
 * @param {Source} source
 * @param {string} name the column here that names a row; empty where a text is asked for
 * @param {import("./answers.js").AnswersDocument} doc
 * @returns {Row[]}
 */
function rowsFrom({ instrument, question, columns }, name, doc) {
  const answer = doc.instruments[instrument]?.answers?.[question];
  const pairs = Object.entries(columns);
  if (!pairs.length) return typeof answer === "string" && trim(answer) ? [{ [name]: trim(answer) }] : [];
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((cells) => {
    const given = cells?.[pairs[0][0]];
    if (typeof given !== "string" || !trim(given)) return [];
    return [Object.fromEntries(
      pairs.filter(([there]) => cells[there]?.length).map(([there, here]) => [here, cells[there]]),
    )];
  });
}

/**
 * What each source has that is not there yet.
 * @param {Source[]} sources
 * @param {string} name the column here that names a row; empty where a text is asked for
 * @param {import("./answers.js").AnswersDocument} doc
 * @param {string[]} there the names that are there already
 * @returns {{title: string, rows: Row[]}[]}
 */
export function offers(sources, name, doc, there) {
  const seen = new Set(there.map(known));
  return sources.flatMap((source) => {
    const rows = rowsFrom(source, name, doc).filter((row) => {
      const key = known(row[name]);
      return !seen.has(key) && seen.add(key);
    });
    return rows.length ? [{ title: source.title, rows }] : [];
  });
}

/**
 * A place beside a question that shows what is offered, with a button to take it.
 * @param {import("./evaluate.js").Question} question
 * @param {Record<string, string>} words
 * @param {() => string[]} names the names that are there already
 * @param {(rows: Row[]) => void} take
 */
export function offersView(question, words, names, take) {
  const name = question.columns?.find((column) => column.kind === "text")?.id ?? "";
  const box = h("div", { className: "t2-offers", hidden: true });
  let before = "";
  return {
    element: box,
    /** @param {import("./answers.js").AnswersDocument} doc */
    draw(doc) {
      const there = names();
      // A text that is answered needs no other; a table may take more rows.
      const found = there.length && !question.columns ? [] : offers(question.shared ?? [], name, doc, there);
      const state = JSON.stringify(found);
      if (state === before) return;
      before = state;
      box.hidden = !found.length;
      box.replaceChildren(...found.flatMap(({ title, rows }) => {
        const list = h("ul", {}, ...rows.map((row) => h("li", {}, row[name])));
        const lead = h("p", {}, fill(words.offer, { instrument: title }));
        if (question.columns) return [lead, list, button(words.offer_rows, () => take(rows))];
        return [lead, ...rows.map((row) => button(fill(words.offer_text, { text: row[name] }), () => take([row])))];
      }));
    },
  };
}
