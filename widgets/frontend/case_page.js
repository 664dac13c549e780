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

/**
 * Take the document as it is kept now: another tab may have added to it. False if that is damaged: then it is neither
 * used nor written over, and the reader decides.
 * @param {Player} player
 */
function renew({ words }) {
  const text = kept();
  try {
    if (text !== null) held = parseRoads(text, words);
    return true;
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    return false;
  }
}

/** @param {Player} player @param {Road} road @returns {string | null} a complaint */
function keepRoad(player, road) {
  if (!renew(player)) return player.words.keep_damaged;
  held = withRoad(held, player.id, player.version, road);
  return keepDocument(held) ? null : player.words.keep_failed;
}

const players = [...document.querySelectorAll(".t2-case")].map((root) => {
  const player = mountCase(/** @type {HTMLElement} */ (root), {
    document: () => held,
    changed: (road) => keepRoad(player, road),
  });
  return player;
});

for (const player of players) {
  if (!renew(player)) player.say(player.words.keep_damaged);
  else if (Object.hasOwn(held.cases ?? {}, player.id)) player.write(/** @type {any} */ (held.cases)[player.id]);
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
// Another tab kept something: a file that is saved here shall hold it too.
addEventListener("storage", () => players.forEach(renew));
document.addEventListener("t2:erased", () => {
  held = emptyDocument();
  for (const player of players) player.forget();
});
// A page that the browser shows again from its memory still holds the path, and may not know what was erased.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
