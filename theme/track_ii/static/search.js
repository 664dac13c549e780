/**
 * The search page: finds passages in the book's text, which lies in search-index.js as `T2_PASSAGES`.
 * It forgives word forms (through the stemmer in language_data.js), accents, unfinished words and single slips.
 */
"use strict";

/**
 * @typedef {[anchor: string, heading: string, text: string]} Section
 * @typedef {[address: string, title: string, trail: string, sections: Section[]]} BookPage
 * @typedef {{page: number, section: number, title: Set<string>, heading: Set<string>, counts: Map<string, number>,
 *   length: number}} Passage
 * @typedef {{page: BookPage, sections: {section: Section, score: number}[], score: number}} Found
 * @typedef {{found: Found[], passages: number, partial: boolean, stems: Set<string>}} Answer
 */

const T2Search = (() => {
  const MOST_PAGES = 20;
  const MOST_SECTIONS = 3;
  const EXCERPT = 240;

  /** @param {string} text */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  /** @param {string} text */
  const words = (text) => plain(text).replace(/[’']s?\b/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];

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

  /**
   * Make a search over a book.
   * @param {BookPage[]} book
   * @param {(word: string) => string} stemWord
   * @param {string[]} stopWords
   */
  function over(book, stemWord, stopWords) {
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
    /** @type {Map<string, number>} in how many passages each stem stands */
    const spread = new Map();
    book.forEach(([, title, , sections], page) => {
      const titleStems = new Set(words(title).map(stem));
      sections.forEach(([, heading, text], section) => {
        /** @type {Map<string, number>} */
        const counts = new Map();
        const all = words(`${heading} ${text}`).map(stem);
        for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
        for (const one of new Set([...counts.keys(), ...titleStems])) spread.set(one, (spread.get(one) ?? 0) + 1);
        passages.push({
          page,
          section,
          title: titleStems,
          heading: new Set(words(heading).map(stem)),
          counts,
          length: all.length,
        });
      });
    });
    const stems = [...spread.keys()];

    /**
     * The stems of the book that a typed word may mean: the same, else those it begins, else those one slip away.
     * @param {string} word
     * @returns {string[]}
     */
    function meanings(word) {
      const exact = stem(word);
      if (spread.has(exact)) return [exact];
      const begun = word.length > 2 ? stems.filter((one) => one.startsWith(word) || one.startsWith(exact)) : [];
      if (begun.length) return begun;
      return word.length > 4 ? stems.filter((one) => one.length > 3 && oneSlip(one, exact)) : [];
    }

    /**
     * @param {Passage} passage
     * @param {string[]} group
     */
    function weight(passage, group) {
      let best = 0;
      for (const one of group) {
        const count = passage.counts.get(one) ?? 0;
        if (!count && !passage.title.has(one)) continue;
        const rarity = Math.log(1 + passages.length / (spread.get(one) ?? 1));
        const often = count * 2.2 / (count + 0.4 + 0.8 * passage.length / 200);
        best = Math.max(
          best,
          rarity * (often + (passage.heading.has(one) ? 2 : 0) + (passage.title.has(one) ? 1.5 : 0)),
        );
      }
      return best;
    }

    /**
     * @param {string} query
     * @returns {Answer}
     */
    function search(query) {
      const typed = words(query);
      const telling = typed.filter((word) => !stopped.has(word));
      const groups = (telling.length ? telling : typed).map(meanings);
      const scored = passages.map((passage) => {
        const weights = groups.map((group) => weight(passage, group));
        return { passage, met: weights.filter(Boolean).length, score: weights.reduce((sum, one) => sum + one, 0) };
      }).filter(({ met }) => met);
      const most = scored.reduce((high, { met }) => Math.max(high, met), 0);
      const kept = scored.filter(({ met }) => met === most);

      /** @type {Map<number, Found>} */
      const pages = new Map();
      for (const { passage, score } of kept) {
        const page = book[passage.page];
        const found = pages.get(passage.page) ?? { page, sections: [], score: 0 };
        found.sections.push({ section: page[3][passage.section], score });
        found.score = Math.max(found.score, score);
        pages.set(passage.page, found);
      }
      const found = [...pages.values()].sort((a, b) => b.score - a.score);
      for (const page of found) page.sections.sort((a, b) => b.score - a.score);
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

    return { search, excerpt };
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

  /** Read the question from the address, and show what answers it. */
  function show() {
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
    if (!Array.isArray(scope.T2_PASSAGES)) {
      status.textContent =
        "The book's index could not be loaded. Open the book from its folder again, or build it anew.";
      return;
    }
    const stemmer = typeof scope.Stemmer === "function" ? new scope.Stemmer() : null;
    const searcher = over(
      scope.T2_PASSAGES,
      (word) => stemmer ? stemmer.stemWord(word) : word,
      scope.stopwords ?? [],
    );
    const answer = searcher.search(query);
    document.title = `${query} – ${document.title}`;
    status.textContent = summary(answer, query);
    const list = element("ol", "found");
    for (const { page: [address, title, trail], sections } of answer.found.slice(0, MOST_PAGES)) {
      const entry = element("li", "", element("h2", "", link(address, title)));
      if (trail) entry.append(element("p", "found-trail", trail));
      for (const { section: [anchor, heading, text] } of sections.slice(0, MOST_SECTIONS)) {
        const passage = element("p", "found-passage");
        if (anchor) passage.append(link(`${address}#${anchor}`, heading || title), " ");
        for (const piece of searcher.excerpt(text, answer.stems)) {
          passage.append(piece.marked ? element("mark", "", piece.text) : piece.text);
        }
        entry.append(passage);
      }
      list.append(entry);
    }
    results.replaceChildren(...(answer.found.length ? [list] : []));
  }

  return { over, oneSlip, show };
})();

if (typeof document !== "undefined") T2Search.show();
