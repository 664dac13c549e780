// Evaluates in the browser's evaluator what the tests send: one JSON line in, one JSON line out.
import { parseDocument } from "../widgets/frontend/answers.js";
import { parseRows } from "../widgets/frontend/csv.js";
import { evaluator } from "../widgets/frontend/evaluate.js";
import { parseMarks, withChecked } from "../widgets/frontend/marks.js";
import { withRead } from "../widgets/frontend/read.js";
import { analyze } from "../widgets/frontend/network.js";
import { offers } from "../widgets/frontend/offers.js";

const evaluators = new Map();

/** What the tests may ask for. */
const tasks = {
  load: ({ name, spec }) => {
    evaluators.set(name, evaluator(spec));
    return null;
  },
  evaluate: ({ name, answers }) => evaluators.get(name)(answers),
  time: ({ name, answers }) => {
    const start = performance.now();
    evaluators.get(name)(answers);
    return performance.now() - start;
  },
  analyze: ({ tables }) => analyze(tables),
  document: ({ text, specs, words }) => parseDocument(text, specs, words),
  marks: ({ text, words }) => parseMarks(text, words),
  checked: ({ document, page, questions }) => withChecked(document, page, questions),
  read: ({ document, page, ticked }) => withRead(document, page, ticked),
  offers: ({ sources, name, document, there }) => offers(sources, name, document, there),
  rows: ({ text, columns, words }) => parseRows(text, columns, words),
};

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const chunk of lines) {
  const parts = (rest + chunk).split("\n");
  rest = parts.pop() ?? "";
  for (const line of parts) {
    const { task, ...input } = JSON.parse(line);
    let output;
    try {
      output = { value: tasks[task](input) };
    } catch (error) {
      output = { error: error.message };
    }
    console.log(JSON.stringify(output));
  }
}
