// On a page of the book: brings its instruments to life, and keeps answers where the reader chose.
import { AnswersError, emptyDocument, parseDocument, withAnswers } from "./answers.js";
import { mountInstrument } from "./instrument.js";
import { keepDocument, kept } from "./store.js";

const rootElement = document.documentElement;
const contentRoot = rootElement.dataset.content_root ?? "./";

/** @param {string} page */
function locate(page) {
  const [path, anchor] = page.split("#");
  return `${contentRoot}${path}.html${anchor ? `#${anchor}` : ""}`;
}

/** The answers of this page's instruments and of others, in memory. */
let doc = emptyDocument();
let damaged = false;

const mounted = [...document.querySelectorAll(".t2-instrument")].map((root) => {
  const instrument = mountInstrument(/** @type {HTMLElement} */ (root), {
    locate,
    document: () => doc,
    changed(answers) {
      doc = withAnswers(doc, instrument.spec, answers);
      if (damaged) return instrument.spec.words.keep_damaged;
      return keepDocument(doc) ? null : instrument.spec.words.keep_failed;
    },
  });
  return instrument;
});

const text = kept();
if (text !== null && mounted.length) {
  const { words } = mounted[0].spec;
  try {
    doc = parseDocument(text, mounted.map((instrument) => instrument.spec), words);
    for (const instrument of mounted) {
      const entry = doc.instruments[instrument.id];
      if (entry) instrument.write(entry.answers);
      else instrument.showOffers();
    }
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    // What is damaged is neither used nor written over: the reader decides.
    damaged = true;
    for (const instrument of mounted) instrument.say(words.keep_damaged);
  }
}

document.addEventListener("t2:keeping", () => {
  damaged = false;
  for (const instrument of mounted) doc = withAnswers(doc, instrument.spec, instrument.read());
  if (!keepDocument(doc)) { for (const instrument of mounted) instrument.say(instrument.spec.words.keep_failed); }
});
document.addEventListener("t2:erased", () => {
  damaged = false;
  doc = emptyDocument();
  for (const instrument of mounted) instrument.forget();
});
// Another tab kept answers to another instrument: what is kept from here must not undo that.
addEventListener("storage", () => {
  const text = kept();
  if (text === null || !mounted.length) return;
  try {
    doc = parseDocument(text, [], mounted[0].spec.words);
    for (const instrument of mounted) doc = withAnswers(doc, instrument.spec, instrument.read());
    for (const instrument of mounted) instrument.showOffers();
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
  }
});
// A page that the browser shows again from its memory still holds what was typed, and may not know what was erased.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
