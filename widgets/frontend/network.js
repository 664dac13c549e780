// The analysis behind the four-Cs mapper, the same as widgets/network.py, which explains it.

/**
 * @typedef {Record<string, any>} Row
 */

export const LEVELS = ["communication", "coordination", "cooperation", "collaboration"];
export const PAIR_LIMIT = 200;

/** @param {string} text */
export function namesIn(text) {
  return [...new Set(text.split(";").map((name) => name.trim()).filter(Boolean))];
}

/**
 * The network in the reader's tables, and the names that were not listed.
 * @param {Record<string, Row[]>} tables
 */
export function read(tables) {
  /** @type {Row[]} */ const unknown = [];
  /** @type {Row[]} */ const actors = [];
  /** @type {Map<string, number>} */ const actorIndex = new Map();
  for (const row of tables.actors ?? []) {
    const name = row.name ?? "";
    if (name && !actorIndex.has(name.toLowerCase())) {
      actorIndex.set(name.toLowerCase(), actors.length);
      actors.push(row);
    }
  }
  /** @type {string[]} */ const problems = [];
  /** @type {Map<string, number>} */ const problemIndex = new Map();
  for (const row of tables.problems ?? []) {
    const name = row.name ?? "";
    if (name && !problemIndex.has(name.toLowerCase())) {
      problemIndex.set(name.toLowerCase(), problems.length);
      problems.push(name);
    }
  }
  const work = actors.map((row) => {
    /** @type {Set<number>} */ const areas = new Set();
    for (const name of namesIn(row.works_on ?? "")) {
      let area = problemIndex.get(name.toLowerCase());
      if (area === undefined) {
        area = problems.length;
        problemIndex.set(name.toLowerCase(), area);
        problems.push(name);
        unknown.push({ name, where: "work" });
      }
      areas.add(area);
    }
    return areas;
  });
  /** @type {Map<number, {a: number, b: number, row: Row}>} */ const ties = new Map();
  /** @type {Set<string>} */ const missing = new Set();
  for (const row of tables.ties ?? []) {
    const ends = ["from", "to"].map((end) => {
      const name = row[end] ?? "";
      const index = actorIndex.get(name.toLowerCase()) ?? -1;
      if (name && index < 0) missing.add(name);
      return index;
    });
    const [a, b] = ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
    if (a < 0 || a === b || !LEVELS.includes(row.level)) continue;
    const key = a * actors.length + b;
    const before = ties.get(key);
    if (!before || LEVELS.indexOf(row.level) > LEVELS.indexOf(before.row.level)) ties.set(key, { a, b, row });
  }
  for (const name of missing) unknown.push({ name, where: "tie" });
  return { network: { actors, problems, work, ties }, unknown };
}

/**
 * The tables derived from the reader's tables.
 * @param {Record<string, Row[]>} tables
 * @returns {Record<string, Row[]>}
 */
export function analyze(tables) {
  const { network, unknown } = read(tables);
  const { actors, problems, work, ties } = network;
  const names = actors.map((row) => row.name);
  const tracks = actors.map((row) => row.track ?? "");
  /** @type {number[][]} */ const workers = problems.map(() => []);
  work.forEach((areas, actor) => areas.forEach((area) => workers[area].push(actor)));

  const tiedPairs = problems.map(() => 0);
  const tied = new Set();
  let bridges = 0;
  /** @type {Row[]} */ const pairs = [];
  for (const key of [...ties.keys()].sort((x, y) => x - y)) {
    const { a, b, row } = /** @type {{a: number, b: number, row: Row}} */ (ties.get(key));
    tied.add(a).add(b);
    const shared = common(work[a], work[b]);
    for (const area of shared) tiedPairs[area] += 1;
    const across = isAcross(tracks[a], tracks[b]);
    bridges += across ? 1 : 0;
    pairs.push(pair(names[a], names[b], row.level, row.barriers ?? [], shared, problems, across));
  }

  let untiedTotal = 0;
  const areas = problems.map((problem, area) => {
    const count = workers[area].length;
    const untied = count * (count - 1) / 2 - tiedPairs[area];
    untiedTotal += untied;
    return {
      problem,
      workers: count === 0 ? "none" : count === 1 ? "one" : "several",
      tied: tiedPairs[area] === 0 ? "none" : untied === 0 ? "all" : "some",
      count: String(count),
      actors: workers[area].slice(0, 12).map((actor) => names[actor]).join(", ") + (count > 12 ? ", …" : ""),
      untied_pairs: String(untied),
    };
  });

  const kinds = new Set(tracks.filter((track) => track === "one" || track === "two"));
  return {
    areas,
    standing: names.map((actor, index) => ({
      actor,
      ties: tied.has(index) ? "some" : "none",
      work: work[index].size ? "some" : "none",
    })),
    pairs: [...pairs, ...untiedPairs(names, tracks, workers, network)],
    whole: [{
      tracks: ["none", "one", "both"][kinds.size],
      bridges: bridges ? "some" : "none",
      bridge_count: String(bridges),
      untied_pairs: untiedTotal === 0 ? "none" : untiedTotal <= PAIR_LIMIT ? "few" : "many",
      untied_pair_count: String(untiedTotal),
    }],
    unknown_names: unknown,
  };
}

/** @param {string} a @param {string} b */
function isAcross(a, b) {
  return a !== b && (a === "one" || a === "two") && (b === "one" || b === "two");
}

/** @param {Set<number>} a @param {Set<number>} b */
function common(a, b) {
  return [...a].filter((area) => b.has(area)).sort((x, y) => x - y);
}

/**
 * @param {string} a
 * @param {string} b
 * @param {string} level
 * @param {string[]} barriers
 * @param {number[]} shared
 * @param {string[]} problems
 * @param {boolean} across
 * @returns {Row}
 */
function pair(a, b, level, barriers, shared, problems, across) {
  return {
    a,
    b,
    level,
    barriers,
    shares: shared.length ? "some" : "none",
    shared: shared.map((area) => problems[area]).join(", "),
    tracks: across ? "across" : "same",
  };
}

/**
 * @param {string[]} names
 * @param {string[]} tracks
 * @param {number[][]} workers
 * @param {ReturnType<typeof read>["network"]} network
 */
function untiedPairs(names, tracks, workers, network) {
  const { problems, work, ties, actors } = network;
  /** @type {Set<number>} */ const seen = new Set();
  /** @type {Row[]} */ const rows = [];
  for (const people of workers) {
    for (let i = 0; i < people.length; i += 1) {
      for (let j = i + 1; j < people.length; j += 1) {
        const [a, b] = [people[i], people[j]];
        const key = a * actors.length + b;
        if (ties.has(key) || seen.has(key)) continue;
        if (rows.length === PAIR_LIMIT) return rows;
        seen.add(key);
        const shared = common(work[a], work[b]);
        rows.push(pair(names[a], names[b], "none", [], shared, problems, isAcross(tracks[a], tracks[b])));
      }
    }
  }
  return rows;
}
