/**
 * The search page: finds passages in the book. What can be found lies in search-index.js as `T2_SEARCH`. Scripts that say
 * where words stand, and those with the pages' text, are added when a question needs them, which works from a folder too.
 * It forgives word forms (through the stemmer in language_data.js), accents, unfinished words, single slips, and whether
 * a word is written in one or in two. Entries of the glossary come first, then checklists, then prose.
 */
"use strict";

/**
 * @typedef {[anchor: string | 1, heading: string, tens: number, kind?: number]} Section
 * @typedef {[address: string, title: string, trail: string, sections: Section[]]} BookPage
 * @typedef {{edition: string, pages: BookPage[], words: string, parts: number[]}} Index
 * @typedef {{page: number, section: number, title: Set<string>, heading: Set<string>, length: number, kind: number}} Passage
 * @typedef {{groups: string[][], parts: number[]}} Question
 * @typedef {{page: BookPage, sections: Ranked[], best: Ranked}} Found
 * @typedef {{section: number, rank: number, score: number}} Ranked
 * @typedef {{found: Found[], passages: number, partial: boolean, stems: Set<string>}} Answer
 */

const T2Search = (() => {
  const MOST_PAGES = 20;
  const MOST_SECTIONS = 3;
  const EXCERPT = 240;
  /** Of so many pages the text is asked for at once; of the others when they come near the window. */
  const AT_ONCE = 3;
  /** Kinds of passages, as in theme/passages.py. */
  const TERM = 1;
  const CHECKLIST = 2;

  /** @param {string} text */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  /** @param {string} text */
  const words = (text) => plain(text).replace(/[’']s?\b/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];

  /**
   * Where a passage stands on its page; the index leaves out an anchor that can be told from the heading.
   * @param {Section} section
   */
  function anchorOf([anchor, heading, , kind]) {
    if (anchor !== 1) return anchor;
    const dashed = kind === TERM
      ? heading.split(", ")[0].replace(/[^A-Za-z0-9._]+/g, "-")
      : plain(heading).replace(/[^a-z0-9]+/g, "-");
    return (kind === TERM ? "term-" : "") + dashed.replace(/^-|-$/g, "");
  }

  /**
   * @param {string} one
   * @param {string} other
   * @returns {boolean} whether one letter added, dropped, changed or swapped with its neighbor makes them the same
   */
  function oneSlip(one, other) {
    if (Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === other[start]) start++;
    const a = one.slice(start);
    const b = other.slice(start);
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) ||
      (a.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
  }

  /** @param {Ranked} one @param {Ranked} other */
  const better = (one, other) => other.rank - one.rank || other.score - one.score;

  /** @type {Map<string, unknown>} what the scripts in the folder search/ brought */
  const arrived = new Map();

  /**
   * @param {string} name
   * @param {unknown} content
   */
  const take = (name, content) => void arrived.set(name, content);

  /**
   * Add a script of the folder search/ to the page.
   * @param {string} name
   * @param {string} edition
   * @returns {Promise<unknown>} what it brought; nothing if it failed
   */
  function bring(name, edition) {
    return new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `search/${name}.js?v=${edition}`;
      script.onload = script.onerror = () => {
        script.remove();
        resolve(arrived.get(name));
      };
      document.head.append(script);
    });
  }

  /** @param {boolean} holds */
  function check(holds) {
    if (!holds) throw new Error("The book's index is damaged.");
  }

  /**
   * @param {string} coded sorted words, each as how many letters it shares with the one before, and the rest
   * @returns {string[]}
   */
  function vocabulary(coded) {
    let before = "";
    return coded.split(" ").filter(Boolean).map((one) => {
      const shared = parseInt(one[0], 36);
      check(shared <= before.length);
      return before = [...before].slice(0, shared).join("") + one.slice(1);
    });
  }

  /**
   * Make a search over a book. It throws if the index is damaged.
   * @param {Index} index
   * @param {(word: string) => string} stemWord
   * @param {string[]} stopWords
   */
  function over(index, stemWord, stopWords) {
    const { pages: book, parts } = index;
    /** @type {Map<string, string>} */
    const known = new Map();
    /** @param {string} word */
    const stem = (word) => {
      let found = known.get(word);
      if (found === undefined) known.set(word, found = stemWord(word));
      return found;
    };
    const stopped = new Set(stopWords);

    /** @type {Passage[]} */
    const passages = [];
    /** @type {Map<string, number[]>} for each stem, the numbers of its words */
    const forms = new Map();
    const all = vocabulary(index.words);
    check(parts.reduce((sum, one) => sum + one, 0) === all.length);
    all.forEach((word, number) => {
      const one = stem(word);
      const numbers = forms.get(one);
      if (numbers) numbers.push(number);
      else forms.set(one, [number]);
    });
    book.forEach(([, title, , sections], page) => {
      const titleStems = new Set(words(title).map(stem));
      for (const one of titleStems) if (!forms.has(one)) forms.set(one, []);
      sections.forEach(([, heading, tens, kind = 0], section) => {
        check(Number.isInteger(tens));
        passages.push({
          page,
          section,
          title: titleStems,
          heading: new Set(words(heading).map(stem)),
          length: 10 * tens,
          kind,
        });
      });
    });
    const stems = [...forms.keys()];

    /** @type {number[]} the number of the first word in each part, and of the one after the last */
    const starts = [0];
    for (const size of parts) starts.push(starts[starts.length - 1] + size);

    /**
     * The stems of the book that a typed word may mean: the same, else those it begins, else those one slip away.
     * @param {string} word
     * @returns {string[]}
     */
    function meanings(word) {
      const exact = stem(word);
      if (forms.has(exact)) return [exact];
      const begun = word.length > 2 ? stems.filter((one) => one.startsWith(word) || one.startsWith(exact)) : [];
      if (begun.length) return begun;
      return word.length > 4 ? stems.filter((one) => one.length > 3 && oneSlip(one, exact)) : [];
    }

    /**
     * Two words of the book that were typed as one, if there are such.
     * @param {string} word
     */
    function parted(word) {
      for (let at = 3; at <= word.length - 3; at++) {
        const halves = [word.slice(0, at), word.slice(at)].map(stem);
        if (halves.every((one) => forms.has(one))) return halves.map((one) => [one]);
      }
    }

    /**
     * @param {string} query
     * @returns {Question} for each word what it may mean, and the parts of the index that say where that stands
     */
    function question(query) {
      const typed = words(query);
      const telling = typed.filter((word) => !stopped.has(word));
      const asked = telling.length ? telling : typed;
      const groups = asked.flatMap((word) =>
        forms.has(stem(word)) ? [meanings(word)] : parted(word) ?? [meanings(word)]
      );
      if (groups.length === asked.length) {
        asked.slice(1).forEach((word, at) => {
          const joined = stem(asked[at] + word);
          if (forms.has(joined)) { for (const group of [groups[at], groups[at + 1]]) group.push(joined); }
        });
      }
      const numbers = groups.flat().flatMap((one) => forms.get(one) ?? []);
      const needed = new Set(numbers.map((number) => starts.findLastIndex((start) => start <= number)));
      return { groups, parts: [...needed].sort((a, b) => a - b) };
    }

    /**
     * How often a stem stands in each passage where it does. It throws if a part is damaged.
     * @param {string} one
     * @param {Map<number, string[]>} lists the lists of places in each part
     */
    function places(one, lists) {
      /** @type {Map<number, number>} */
      const counts = new Map();
      for (const number of forms.get(one) ?? []) {
        const part = starts.findLastIndex((start) => start <= number);
        let place = 0;
        for (const coded of (lists.get(part) ?? [])[number - starts[part]].split(",")) {
          const [step, count = "1"] = coded.split(":");
          place += parseInt(step, 36);
          check(place < passages.length && parseInt(count, 36) > 0);
          counts.set(place, (counts.get(place) ?? 0) + parseInt(count, 36));
        }
      }
      return counts;
    }

    /**
     * @param {Question} asked
     * @param {unknown[]} brought the parts asked for, in the same order
     * @returns {Answer}
     */
    function search({ groups, parts: needed }, brought) {
      /** @type {Map<number, string[]>} */
      const lists = new Map();
      needed.forEach((part, at) => {
        const found = String(brought[at]).split(" ");
        check(found.length === parts[part]);
        lists.set(part, found);
      });
      /** @type {Map<string, {counts: Map<number, number>, rarity: number}>} */
      const standing = new Map();
      for (const one of new Set(groups.flat())) {
        const counts = places(one, lists);
        const spread = passages.filter(({ title }, place) => counts.has(place) || title.has(one)).length;
        standing.set(one, { counts, rarity: Math.log(1 + passages.length / (spread || 1)) });
      }

      /**
       * @param {Passage} passage
       * @param {number} place
       * @param {string[]} group
       */
      function weight(passage, place, group) {
        let best = 0;
        for (const one of group) {
          const { counts, rarity } = /** @type {{counts: Map<number, number>, rarity: number}} */ (standing.get(one));
          const count = counts.get(place) ?? 0;
          if (!count && !passage.title.has(one)) continue;
          const often = count * 2.2 / (count + 0.4 + 0.8 * passage.length / 200);
          best = Math.max(
            best,
            rarity * (often + (passage.heading.has(one) ? 2 : 0) + (passage.title.has(one) ? 1.5 : 0)),
          );
        }
        return best;
      }

      /**
       * A term that was asked for, best by its whole name, comes before a checklist about it, and both before prose.
       * @param {Passage} passage
       */
      function rank({ kind, heading }) {
        const named = groups.filter((group) => group.some((one) => heading.has(one))).length;
        if (kind === TERM) return named < groups.length ? 0 : heading.size > named ? 2 : 3;
        return kind === CHECKLIST && named ? 1 : 0;
      }

      const scored = passages.map((passage, place) => {
        const weights = groups.map((group) => weight(passage, place, group));
        return { passage, met: weights.filter(Boolean).length, score: weights.reduce((sum, one) => sum + one, 0) };
      }).filter(({ met }) => met);
      const most = scored.reduce((high, { met }) => Math.max(high, met), 0);
      const kept = scored.filter(({ met }) => met === most);

      /** @type {Map<number, Found>} */
      const pages = new Map();
      for (const { passage, score } of kept) {
        const page = book[passage.page];
        const ranked = { section: passage.section, rank: rank(passage), score };
        const found = pages.get(passage.page) ?? { page, sections: [], best: ranked };
        found.sections.push(ranked);
        if (better(found.best, ranked) > 0) found.best = ranked;
        pages.set(passage.page, found);
      }
      const found = [...pages.values()].sort((a, b) => better(a.best, b.best));
      for (const page of found) page.sections.sort(better);
      return { found, passages: kept.length, partial: most < groups.length, stems: new Set(groups.flat()) };
    }

    /**
     * The part of a text that holds most of the words looked for, cut at words, in pieces that are marked or not.
     * @param {string} text
     * @param {Set<string>} wanted
     * @returns {{text: string, marked: boolean}[]}
     */
    function excerpt(text, wanted) {
      const tokens = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
        at: match.index,
        end: match.index + match[0].length,
        hit: words(match[0]).map(stem).find((one) => wanted.has(one)),
      }));
      const hits = tokens.filter(({ hit }) => hit !== undefined);
      let from = 0;
      let most = 0;
      for (const { at } of hits) {
        const start = Math.max(0, at - 60);
        const near = hits.filter((other) => other.at >= start && other.end <= start + EXCERPT);
        const worth = 100 * new Set(near.map(({ hit }) => hit)).size + near.length;
        if (worth > most) [most, from] = [worth, start];
      }
      if (from > 0) from = tokens.find(({ at }) => at >= from)?.at ?? from;
      const to = text.length <= from + EXCERPT
        ? text.length
        : tokens.findLast(({ end }) => end <= from + EXCERPT)?.end ?? from + EXCERPT;
      const pieces = [{ text: from ? "… " : "", marked: false }];
      let done = from;
      for (const { at, end } of hits.filter((hit) => hit.at >= from && hit.end <= to)) {
        pieces.push({ text: text.slice(done, at), marked: false }, { text: text.slice(at, end), marked: true });
        done = end;
      }
      pieces.push({ text: text.slice(done, to) + (to < text.length ? " …" : ""), marked: false });
      return pieces.filter((piece) => piece.text);
    }

    return { question, search, excerpt };
  }

  /**
   * @param {string} tag
   * @param {string} className
   * @param {(Node | string)[]} children
   */
  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  /** @param {string} address @param {string} text */
  function link(address, text) {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    return made;
  }

  /**
   * @param {Answer} answer
   * @param {string} query
   */
  function summary({ found, passages, partial }, query) {
    if (!found.length) return `Nothing was found for “${query}”. Try another word, or a shorter one.`;
    const where = `${passages === 1 ? "1 passage" : `${passages} passages`} on ${
      found.length === 1 ? "1 page" : `${found.length} pages`
    }`;
    const rest = found.length > MOST_PAGES ? ` The best ${MOST_PAGES} pages are shown.` : "";
    return partial
      ? `No passage has all of these words: “${query}”. Some of them are in ${where}.${rest}`
      : `“${query}” was found in ${where}.${rest}`;
  }

  /**
   * Do something with each element once it comes near the window.
   * @param {Map<Element, () => void>} tasks
   */
  function whenNear(tasks) {
    if (typeof IntersectionObserver === "undefined") {
      for (const task of tasks.values()) task();
      return;
    }
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        tasks.get(target)?.();
      }
    }, { rootMargin: "50% 0px" });
    for (const target of tasks.keys()) watch.observe(target);
  }

  /**
   * Show the pages found: titles and headings at once, excerpts as the pages' texts come.
   * @param {Answer} answer
   * @param {ReturnType<typeof over>} searcher
   * @param {string} edition
   */
  function listed(answer, searcher, edition) {
    const list = element("ol", "found");
    /** @type {Map<Element, () => void>} */
    const waiting = new Map();
    answer.found.slice(0, MOST_PAGES).forEach(({ page: [address, title, trail, outline], sections }, rank) => {
      const entry = element("li", "", element("h2", "", link(address, title)));
      if (trail) entry.append(element("p", "found-trail", trail));
      const shown = sections.slice(0, MOST_SECTIONS).map(({ section }) => {
        const [, heading, tens] = outline[section];
        const anchor = anchorOf(outline[section]);
        const excerpt = element("span", "found-excerpt");
        // Room for what will come: so many letters, unseen, in words that break as others do.
        excerpt.dataset.room = "nnnn ".repeat(Math.ceil(Math.min(EXCERPT + 4, 60 * tens) / 5));
        const passage = element("p", "found-passage");
        if (anchor) passage.append(link(`${address}#${anchor}`, heading || title), " ");
        passage.append(excerpt);
        entry.append(passage);
        return { section, excerpt };
      });
      const fill = async () => {
        const texts = await bring(address, edition);
        if (!Array.isArray(texts)) return;
        for (const { section, excerpt } of shown) {
          const pieces = searcher.excerpt(String(texts[section] ?? ""), answer.stems);
          const text = pieces.map(({ text, marked }) => marked ? element("mark", "", text) : text);
          excerpt.replaceChildren(element("span", "", ...text));
        }
      };
      if (rank < AT_ONCE) fill();
      else waiting.set(entry, fill);
      list.append(entry);
    });
    return { list, waiting };
  }

  /** Read the question from the address, and show what answers it. */
  async function show() {
    const box = document.getElementById("t2-search");
    const status = document.getElementById("t2-search-status");
    const results = document.getElementById("t2-search-results");
    if (!(box instanceof HTMLInputElement) || !status || !results) return;
    const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
    box.value = query;
    if (!query) {
      box.focus();
      return;
    }
    const scope = /** @type {any} */ (globalThis);
    const stemmer = typeof scope.Stemmer === "function" ? new scope.Stemmer() : null;
    try {
      const index = /** @type {Index} */ (scope.T2_SEARCH);
      const searcher = over(index, (word) => stemmer ? stemmer.stemWord(word) : word, scope.stopwords ?? []);
      const asked = searcher.question(query);
      const brought = await Promise.all(asked.parts.map((part) => bring(`words-${part}`, index.edition)));
      const answer = searcher.search(asked, brought);
      const { list, waiting } = listed(answer, searcher, index.edition);
      document.title = `${query} – ${document.title}`;
      status.textContent = summary(answer, query);
      results.replaceChildren(...(answer.found.length ? [list] : []));
      whenNear(waiting);
    } catch {
      status.textContent =
        "The book's index could not be loaded. Open the book from its folder again, or build it anew.";
    }
  }

  return { over, anchorOf, words, take, show };
})();

if (typeof document !== "undefined") T2Search.show();
