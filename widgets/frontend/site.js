// On a page of the book that has an instrument: brings it to life, and keeps answers where the reader chose. A private
// one beside it is left to private_page.js.
import { AnswersError, emptyDocument, parseDocument, withAnswers } from "./answers.js";
import { mountInstrument } from "./instrument.js";
import { keepDocument, kept } from "./store.js";

/** @param {string} page */
const locate = (page) => `${document.documentElement.dataset.content_root}${page.replace(/(#|$)/, ".html$1")}`;

/** The answers of this page's instruments and of others, in memory. */
let doc = emptyDocument();
let damaged = false;
/** The case, and the worked answer, that a link opened this page for. */
const [hash = "", study, name] = location.hash.match(/^#for=([a-z0-9-]+)\.([a-z0-9-]+)$/) ?? [];

const mounted = [...document.querySelectorAll(".t2-instrument:not(.t2-private)")].map((/** @type {any} */ root) => {
  const instrument = mountInstrument(root, {
    locate,
    map: Reflect.get(globalThis, "T2_MAP"),
    about: hash.replace("#for=", "@"),
    document: () => doc,
    changed(answers) {
      doc = withAnswers(doc, instrument.spec, answers);
      if (damaged) return instrument.spec.words.keep_damaged;
      return keepDocument(doc) ? null : instrument.spec.words.keep_failed;
    },
  });
  if (hash) {
    // It is said above the form. The way back is that of `page_of` in widgets/worked.py.
    const page = study === "short" ? name.slice(0, -1 - root.dataset.instrument.length) : "analysis";
    const { content } = root.querySelector("template");
    content.querySelector("a").href = locate(`case_studies/${study}/${page}`);
    root.prepend(content);
  }
  return instrument;
});

/** Take the answers as they are kept, and say whether there are any. */
function renew() {
  const text = kept();
  const { words } = mounted[0].spec;
  try {
    if (text !== null) doc = parseDocument(text, mounted.map((instrument) => instrument.spec), words);
    return text !== null;
  } catch (error) {
    if (!(error instanceof AnswersError)) throw error;
    // What is damaged is neither used nor written over: the reader decides.
    damaged = true;
    for (const instrument of mounted) instrument.say(words.keep_damaged);
  }
}

/** Put the answers on this page over the others. */
function gather() {
  for (const instrument of mounted) doc = withAnswers(doc, instrument.spec, instrument.read());
}

if (renew()) {
  for (const instrument of mounted) {
    const entry = doc.instruments[instrument.id];
    if (entry) instrument.write(entry.answers);
    else instrument.showOffers();
  }
}

document.addEventListener("t2:keeping", () => {
  damaged = false;
  gather();
  if (!keepDocument(doc)) { for (const instrument of mounted) instrument.say(instrument.spec.words.keep_failed); }
});
document.addEventListener("t2:erased", () => {
  damaged = false;
  doc = emptyDocument();
  for (const instrument of mounted) instrument.forget();
});
// Another tab kept answers to another instrument: what is kept from here must not undo that.
addEventListener("storage", () => {
  if (!renew()) return;
  gather();
  for (const instrument of mounted) instrument.showOffers();
});
// A page that the browser shows again from its memory still holds what was typed, and may not know what was erased.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
// A place on the page was gone to: the address keeps its case, so that loading it anew shows the same answers.
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#for=")) location.reload();
  else if (hash) history.replaceState(null, "", hash);
});
