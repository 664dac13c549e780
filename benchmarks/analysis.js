// Times the four-Cs mapper in V8: a JSON line with the instrument and maps of several sizes in, a line of times out.
import { evaluator } from "../widgets/frontend/evaluate.js";
import { analyze } from "../widgets/frontend/network.js";

/** @param {() => unknown} work @param {number} runs */
function times(work, runs) {
  work();
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
}

const { spec, maps, runs } = JSON.parse(await new Response(Deno.stdin.readable).text());
const evaluate = evaluator(spec);
console.log(JSON.stringify(maps.map((map) => ({
  analysis: times(() => analyze(map), runs),
  whole: times(() => evaluate(map), runs),
}))));
