// Evaluates an instrument in the browser, by the same rules as widgets/evaluate.py, which explains them.
import { analyze } from "./network.js";
import { fill, PLACEHOLDER, trim } from "./text.js";

/**
 * @typedef {Record<string, any>} Row
 * @typedef {{value: string, label: string, pull?: string, because?: string}} Option
 * @typedef {{id: string, kind: string, label: string, options?: Option[], columns?: Question[], rowLabel?: string,
 *   names?: string, least?: number, most?: number, shared?: import("./offers.js").Source[]}} Question
 * @typedef {{tone: string, title: string, text: string, points: string[], next: {page: string, label: string}[],
 *   section: string, origin: string}} Finding
 * @typedef {{id: string, when: any[], finding: Finding}} Rule
 * @typedef {{id: string, title: string, intro: string | null, none: string | null, hit: string, each: string | null, showAs: string, label: string | null,
 *   onlyIf: any[], rules: Rule[]}} Decision
 * @typedef {{id: string, version: number, title: string, analysis: string | null, questions: Question[],
 *   decisions: Decision[], example: Row | null}} Spec
 * @typedef {{question: string, values: string[], row: number | null}} Reason
 * @typedef {{question: string, value: string, to: string | null}} Change
 * @typedef {{decision: string, rule: string, row: number | null, name: string | null, params: Record<string, string>,
 *   reasons: Reason[], changes: Change[]}} Hit
 * @typedef {{instrument: string, hits: Hit[], pulls: Record<string, Reason[]>, tables: Record<string, Row[]>,
 *   skipped: string[]}} Result
 * @typedef {{answers: Row, rows: Record<string, Row[]>, pulls: Record<string, number>}} State
 * @typedef {(row: Row | null, state: State) => boolean} Test
 * @typedef {{columns: Set<string>, orders: Record<string, string[]>, table: (name: string) => Scope}} Scope
 */

const CLOSED = new Set(["choice", "scale", "several"]);
/** The conditions that ask about answers; the others combine and count. */
const ASKING = new Set(["is", "answered", "between", "within"]);
/** No number is greater. */
const MOST = 999_999;

/**
 * Returns a function from answers to the result of one instrument.
 * @param {Spec} spec
 * @returns {(answers: Row) => Result}
 */
export function evaluator(spec) {
  const tables = new Map(spec.questions.filter((q) => q.columns).map((q) => [q.id, q]));
  const pulling = spec.questions.filter((q) => q.options?.some((option) => option.pull));
  const top = orders(spec.questions);

  /** @param {string | null} name @returns {Scope} */
  function scope(name) {
    const columns = name === null ? [] : tables.get(name)?.columns;
    return {
      columns: columns ? new Set(columns.map((column) => column.id)) : ANY,
      orders: { ...top, ...orders(columns ?? []) },
      table: scope,
    };
  }

  /** @param {Row} answers @returns {State} */
  function read(answers) {
    /** @type {Row} */ const clean = {};
    /** @type {Record<string, Row[]>} */ let rows = {};
    for (const question of spec.questions) {
      const raw = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
      if (question.columns) clean[question.id] = rows[question.id] = cleanRows(question.columns, raw);
      else clean[question.id] = cleanAnswer(question, raw);
    }
    if (spec.analysis === "network") rows = { ...rows, ...analyze(rows) };
    return { answers: clean, rows, pulls: countPulls(clean) };
  }

  /** @param {Row} answers */
  function countPulls(answers) {
    /** @type {Record<string, number>} */ const counts = Object.create(null);
    for (const question of pulling) {
      for (const option of question.options ?? []) {
        if (option.pull && holds(answers[question.id], option.value)) {
          counts[option.pull] = (counts[option.pull] ?? 0) + 1;
        }
      }
    }
    return counts;
  }

  /** @param {Row} answers */
  function pullReasons(answers) {
    /** @type {Record<string, Reason[]>} */ const found = Object.create(null);
    for (const question of pulling) {
      for (const option of question.options ?? []) {
        if (!option.pull) continue;
        found[option.pull] ??= [];
        if (holds(answers[question.id], option.value)) {
          found[option.pull].push({ question: question.id, values: [option.value], row: null });
        }
      }
    }
    return found;
  }

  /** @param {string} name @param {Row} row */
  function nameOf(name, row) {
    const table = tables.get(name);
    if (!table?.columns) return Object.values(row).find((value) => typeof value === "string") ?? "";
    const column = /** @type {Question} */ (table.columns.find((c) => c.kind === "text"));
    return row[column.id] || fill(table.rowLabel ?? "", { number: String(row["#"] + 1) });
  }

  /** @param {any[]} when @returns {Generator<string>} */
  function* mentions(when) {
    for (const part of walk(when)) {
      if (ASKING.has(part[0])) yield* asked(part);
      else if (part[0] === "pulls" || part[0] === "outweighs") { for (const question of pulling) yield question.id; }
    }
  }

  const decisions = spec.decisions.map((decision) => {
    const here = scope(decision.each);
    const derived = decision.each !== null && !tables.has(decision.each);
    const applies = compile(decision.onlyIf, scope(null));
    const rules = decision.rules.map((rule) => ({ rule, test: compile(rule.when, here), names: textNames(rule) }));
    const mentioned = new Set(decision.rules.flatMap((rule) => [...mentions(rule.when)]));
    const known = decision.each === null ? spec.questions : tables.get(decision.each)?.columns ?? [];
    const tried = derived || decision.hit === "collect"
      ? []
      : known.filter((q) => mentioned.has(q.id) && CLOSED.has(q.kind));

    /** @param {Row | null} row @param {State} state */
    function matches(row, state) {
      if (decision.hit === "first") {
        const first = rules.find(({ test }) => test(row, state));
        return first ? [first] : [];
      }
      return rules.filter(({ test }) => test(row, state));
    }

    /** @param {string} key @param {Row | null} row @param {string} name @param {State} state */
    function param(key, row, name, state) {
      if (key === "row" && row !== null) return name;
      const inRow = row !== null && Object.hasOwn(row, key);
      const value = (inRow ? row[key] : state.answers[key]) ?? "";
      const columns = inRow ? tables.get(decision.each ?? "")?.columns : spec.questions;
      const column = columns?.find((c) => c.id === key);
      if (column?.options) {
        const chosen = typeof value === "string" ? [value] : value;
        return column.options.filter((o) => chosen.includes(o.value)).map((o) => o.label).join(", ");
      }
      return typeof value === "string" ? value : value.join(", ");
    }

    /** @param {Rule} rule @param {Row | null} row @param {State} state @returns {Reason[]} */
    function reasons(rule, row, state) {
      /** @type {Map<string, Reason>} */ const found = new Map();
      /** @param {Reason} reason */
      const add = (reason) => found.set(`${reason.question} ${reason.row}`, reason);
      for (const part of walk(rule.when)) {
        if (ASKING.has(part[0])) {
          for (const question of asked(part)) {
            const inRow = row !== null && Object.hasOwn(row, question);
            const answer = inRow ? row[question] : state.answers[question] ?? "";
            if (answer.length && typeof answer[0] === "string") {
              const values = typeof answer === "string" ? [answer] : [...answer];
              add({ question, values, row: inRow ? row["#"] : null });
            }
          }
        } else if (part[0] === "pulls") {
          for (const reason of pullReasons(state.answers)[part[1]] ?? []) add(reason);
        } else if (part[0] === "rows" && tables.has(part[1])) {
          const test = compile(part[2], scope(part[1]));
          for (const other of state.rows[part[1]]) {
            if (test(other, state)) add({ question: part[1], values: [nameOf(part[1], other)], row: other["#"] });
          }
        }
      }
      return [...found.values()];
    }

    /** @param {Rule} rule @param {Row | null} row @param {State} state @returns {Change[]} */
    function changes(rule, row, state) {
      const found = [];
      for (const question of tried) {
        const inRow = row !== null && Object.hasOwn(row, question.id);
        const now = inRow ? row[question.id] : state.answers[question.id];
        for (const { value } of question.options ?? []) {
          if (value === now) continue;
          const other = typeof now === "string" ? value : toggle(question, now, value);
          let hit;
          if (inRow) hit = matches({ ...row, [question.id]: other }, state);
          else {
            const answers = { ...state.answers, [question.id]: other };
            hit = matches(row, { answers, rows: state.rows, pulls: countPulls(answers) });
          }
          if (hit.length && !hit.some((match) => match.rule === rule)) {
            found.push({ question: question.id, value, to: hit[0].rule.id });
          }
        }
      }
      return found;
    }

    /** @param {Row | null} row @param {State} state @returns {Hit[]} */
    function decide(row, state) {
      return matches(row, state).map(({ rule, names }) => {
        const name = row === null ? null : nameOf(/** @type {string} */ (decision.each), row);
        return {
          decision: decision.id,
          rule: rule.id,
          row: row?.["#"] ?? null,
          name,
          params: Object.fromEntries(names.map((key) => [key, param(key, row, name ?? "", state)])),
          reasons: derived ? [] : reasons(rule, row, state),
          changes: changes(rule, row, state),
        };
      });
    }

    /** @param {State} state @returns {Hit[]} */
    const hits = (state) =>
      decision.each === null
        ? decide(null, state)
        : (state.rows[decision.each] ?? []).flatMap((row) => decide(row, state));
    return { id: decision.id, applies, hits };
  });

  return (answers) => {
    const state = read(answers);
    const made = decisions.filter(({ applies }) => applies(null, state));
    return {
      instrument: spec.id,
      hits: made.flatMap(({ hits }) => hits(state)),
      pulls: pullReasons(state.answers),
      tables: Object.fromEntries(Object.entries(state.rows).filter(([name]) => !tables.has(name))),
      skipped: decisions.filter((decision) => !made.includes(decision)).map(({ id }) => id),
    };
  };
}

/** Rows of derived tables hold only their own columns, so every name is looked up in the row first. */
const ANY = /** @type {Set<string>} */ (/** @type {unknown} */ ({ has: () => true }));

/** @param {Question[]} questions */
function orders(questions) {
  /** @type {Record<string, string[]>} */ const found = {};
  for (const q of questions) if (q.kind === "scale") found[q.id] = (q.options ?? []).map((option) => option.value);
  return found;
}

/** @param {any[]} when @returns {Generator<any[]>} */
function* walk(when) {
  yield when;
  if (when[0] === "all" || when[0] === "any" || when[0] === "not") {
    for (const part of when.slice(1)) yield* walk(part);
  }
}

/** The questions that a condition asks about. @param {any[]} part @returns {string[]} */
function asked([operator, question, ...rest]) {
  return [question, ...(operator === "within" ? rest.filter((bound) => typeof bound === "string") : [])];
}

/** @param {Rule} rule */
function textNames(rule) {
  const { title, text, points } = rule.finding;
  const names = [title, text, ...points].flatMap((t) => [...t.matchAll(PLACEHOLDER)].map((match) => match[1]));
  return [...new Set(names)].sort();
}

/** @param {any} answer @param {string} value */
function holds(answer, value) {
  return typeof answer === "string" ? answer === value : answer.includes(value);
}

/** @param {Question} question @param {any} raw */
export function cleanAnswer(question, raw) {
  const options = question.options ?? [];
  if (question.kind === "several") {
    const chosen = Array.isArray(raw) ? raw : [];
    return options.map((option) => option.value).filter((value) => chosen.includes(value));
  }
  if (question.kind === "text") return typeof raw === "string" ? trim(raw) : "";
  if (question.kind === "number") return typeof raw === "string" ? wholeNumber(raw, question) : "";
  return typeof raw === "string" && options.some((option) => option.value === raw) ? raw : "";
}

/**
 * The digits of the whole number in a text, or "" if there is none or it is out of bounds.
 * @param {string} text
 * @param {Question} question
 */
export function wholeNumber(text, { least = 0, most = MOST }) {
  const digits = /^0*([0-9]{1,6})$/.exec(trim(text))?.[1];
  return digits && Number(digits) >= least && Number(digits) <= most ? digits : "";
}

/** @param {Question[]} columns @param {any} raw @returns {Row[]} */
export function cleanRows(columns, raw) {
  /** @type {Row[]} */ const found = [];
  (Array.isArray(raw) ? raw : []).forEach((cells, index) => {
    if (cells === null || typeof cells !== "object" || Array.isArray(cells)) return;
    /** @type {Row} */ const row = {};
    for (const column of columns) {
      row[column.id] = cleanAnswer(column, Object.hasOwn(cells, column.id) ? cells[column.id] : undefined);
    }
    if (Object.values(row).some((value) => value.length)) found.push({ ...row, "#": index });
  });
  return found;
}

/** @param {Question} question @param {string[]} now @param {string} value */
function toggle(question, now, value) {
  const chosen = now.includes(value) ? now.filter((other) => other !== value) : [...now, value];
  return (question.options ?? []).map((option) => option.value).filter((other) => chosen.includes(other));
}

/** @param {any[]} when @param {Scope} scope @returns {Test} */
function compile(when, scope) {
  const [operator, ...operands] = when;
  switch (operator) {
    case "all": {
      const tests = operands.map((part) => compile(part, scope));
      return (row, state) => tests.every((test) => test(row, state));
    }
    case "any": {
      const tests = operands.map((part) => compile(part, scope));
      return (row, state) => tests.some((test) => test(row, state));
    }
    case "not": {
      const test = compile(operands[0], scope);
      return (row, state) => !test(row, state);
    }
    case "is":
      return isOneOf(operands[0], operands.slice(1), scope);
    case "between": {
      const [question, low, high] = operands;
      const order = scope.orders[question];
      const inside = order.slice(low ? order.indexOf(low) : 0, high ? order.indexOf(high) + 1 : undefined);
      return isOneOf(question, inside, scope);
    }
    case "within": {
      const [given, low, high] = [operands[0], operands[1] ?? 0, operands[2] ?? MOST].map((of) => {
        if (typeof of === "number") return () => of;
        const answer = look(of, scope);
        return (/** @type {Row | null} */ row, /** @type {State} */ state) => {
          const digits = answer(row, state);
          return digits.length ? Number(digits) : NaN;
        };
      });
      return (row, state) => given(row, state) >= low(row, state) && given(row, state) <= high(row, state);
    }
    case "answered": {
      const [question, expected] = operands;
      const answer = look(question, scope);
      return (row, state) => (answer(row, state).length > 0) === expected;
    }
    case "rows": {
      const [table, where, low, high] = operands;
      const test = compile(where, scope.table(table));
      return (_row, state) => {
        let n = 0;
        for (const other of state.rows[table] ?? []) if (test(other, state)) n += 1;
        return n >= low && (high === null || n <= high);
      };
    }
    case "pulls": {
      const [side, low, high] = operands;
      return (_row, state) => {
        const n = state.pulls[side] ?? 0;
        return n >= low && (high === null || n <= high);
      };
    }
    case "outweighs": {
      const [side, over, times] = operands;
      return (_row, state) => (state.pulls[side] ?? 0) >= times * (state.pulls[over] ?? 0);
    }
    default:
      throw new Error(`unknown condition ${operator}`);
  }
}

/** @param {string} question @param {Scope} scope @returns {(row: Row | null, state: State) => any} */
function look(question, scope) {
  if (scope.columns.has(question)) {
    return (row, state) => row && Object.hasOwn(row, question) ? row[question] : state.answers[question] ?? "";
  }
  return (_row, state) => state.answers[question] ?? "";
}

/** @param {string} question @param {string[]} values @param {Scope} scope @returns {Test} */
function isOneOf(question, values, scope) {
  const answer = look(question, scope);
  const wanted = new Set(values);
  return (row, state) => {
    const given = answer(row, state);
    return typeof given === "string" ? wanted.has(given) : given.some((/** @type {string} */ v) => wanted.has(v));
  };
}
