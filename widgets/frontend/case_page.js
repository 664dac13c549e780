// On a page of the book: brings its case studies to life, and keeps the paths where the reader chose.
import { AnswersError, emptyDocument } from "./answers.js";
import { mountCase } from "./case.js";
import { parseRoads, withRoad } from "./roads.js";
import { keepDocument, kept } from "./store.js";

/** @typedef {import("./roads.js").Road} Road */
/** @typedef {ReturnType<typeof mountCase>} Player */

// The answers document, in memory; what is kept beside the paths of this page stays in it.
/** @type {import("./roads.js").RoadsDocument} */
let held = emptyDocument();

/** The document as it is kept now: another tab may have added to it. @param {Record<string, string>} words */
function latest(words) {
  const text = kept();
  if (text !== null) held = parseRoads(text, words);
  return held;
}

/** @param {Player} player @param {Road} road @returns {string | null} a complaint */
function keepRoad(player, road) {
  try {
    held = withRoad(latest(player.words), player.id, player.version, road);
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    return player.words.keep_damaged;
  }
  return keepDocument(held) ? null : player.words.keep_failed;
}

const players = [...document.querySelectorAll(".t2-case")].map((root) => {
  const player = mountCase(/** @type {HTMLElement} */ (root), {
    document: () => held,
    changed: (road) => keepRoad(player, road),
  });
  return player;
});

if (players.length) {
  try {
    const cases = latest(players[0].words).cases ?? {};
    for (const player of players) if (Object.hasOwn(cases, player.id)) player.write(cases[player.id]);
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    // What is damaged is neither used nor written over: the reader decides.
    for (const player of players) player.say(player.words.keep_damaged);
  }
}

/** Show the passage that the address names. */
function follow() {
  for (const player of players) player.goTo(location.hash.slice(1));
}
follow();
addEventListener("hashchange", follow);
// When it has drawn the page, the browser itself goes to the place in the address, and takes the focus away.
addEventListener("load", () =>
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) follow();
  }));

document.addEventListener("t2:keeping", () => {
  for (const player of players) {
    const { path, why } = player.read();
    const complaint = path.length || Object.keys(why).length ? player.keep() : null;
    if (complaint) player.say(complaint);
  }
});
document.addEventListener("t2:erased", () => {
  held = emptyDocument();
  for (const player of players) player.forget();
});
// A page that the browser shows again from its memory still holds the path, and may not know what was erased.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
