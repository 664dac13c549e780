// What a term of the glossary means, beside the term: on hover, and on focus by keyboard. A tap follows the link.
import { h } from "./dom.js";

/** Where the definitions are, within the site. */
const DEFINITIONS = "_static/t2-glossary.js";
const CARD = "t2-term-card";
/** A class and the animation that it starts: a pointer on its way to the card may leave the term for a moment. */
const LEAVING = "t2-term-leaving";
/** Space between the card and the edge of the window. */
const EDGE = 8;

/** @typedef {{ T2_GLOSSARY?: Record<string, [string, string]> }} Loaded */

function explainTerms() {
  const main = document.querySelector("main");
  if (!main || !document.querySelector("a.t2-term")) return;
  const card = h("div", { id: CARD, role: "tooltip", className: "t2-term-card", hidden: true });
  // Says the first definition, which comes only after a screen reader has spoken the link.
  const late = h("div", { role: "status", className: "unseen" });
  /** @type {HTMLAnchorElement | null} */ let term = null;
  /** @type {number | undefined} */ let height;
  let asked = false;

  /** @param {HTMLAnchorElement} link @param {number} [y] where the pointer is */
  function open(link, y) {
    card.classList.remove(LEAVING);
    if (link === term) return;
    close();
    term = link;
    height = y;
    const glossary = (/** @type {Loaded} */ (globalThis)).T2_GLOSSARY;
    if (glossary) show(link, glossary);
    else if (!asked) load();
  }

  function load() {
    asked = true;
    main?.append(card, late);
    const script = h("script", { src: (document.documentElement.dataset.content_root ?? "") + DEFINITIONS });
    script.addEventListener("load", () => {
      const glossary = (/** @type {Loaded} */ (globalThis)).T2_GLOSSARY;
      if (!term || !glossary) return;
      show(term, glossary);
      if (document.activeElement === term) late.textContent = card.textContent;
    });
    script.addEventListener("error", () => {
      asked = false;
      script.remove();
    });
    document.head.append(script);
  }

  /** @param {HTMLAnchorElement} link @param {Record<string, [string, string]>} glossary */
  function show(link, glossary) {
    const entry = glossary[decodeURIComponent(link.hash.slice(1))];
    if (!entry) return;
    card.replaceChildren(h("div", {}, h("strong", {}, entry[0]), ": ", entry[1]));
    card.hidden = false;
    link.setAttribute("aria-describedby", CARD);
    place(link);
  }

  /**
   * Puts the card below the term, or above it where there is more room, and wholly inside the window's width.
   * @param {HTMLAnchorElement} link
   */
  function place(link) {
    const lines = [...link.getClientRects()];
    const line = lines.find(({ top, bottom }) => height !== undefined && height >= top && height <= bottom) ?? lines[0];
    const box = card.getBoundingClientRect();
    const start = document.documentElement.dir === "rtl" ? line.right - box.width : line.left;
    const left = Math.max(EDGE, Math.min(start, document.documentElement.clientWidth - box.width - EDGE));
    const above = line.bottom + box.height > innerHeight && line.top >= box.height;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(above ? line.top - box.height : line.bottom) + scrollY}px`;
  }

  function close() {
    card.hidden = true;
    card.classList.remove(LEAVING);
    late.textContent = "";
    term?.removeAttribute("aria-describedby");
    term = null;
  }

  /** @param {EventTarget | null} target @returns {HTMLAnchorElement | null} */
  const termAt = (target) => target instanceof Element ? target.closest("a.t2-term") : null;

  document.addEventListener("pointerover", (event) => {
    const link = termAt(event.target);
    if (link && event.pointerType !== "touch") open(link, event.clientY);
    if (event.target instanceof Node && card.contains(event.target)) card.classList.remove(LEAVING);
  });
  document.addEventListener("focusin", (event) => {
    const link = termAt(event.target);
    if (link?.matches(":focus-visible")) open(link);
  });
  card.addEventListener("animationend", ({ animationName }) => {
    if (animationName === LEAVING) close();
  });
  /** Goes when neither pointer nor focus is on the term or the card. @param {PointerEvent | FocusEvent} event */
  const leave = (event) => {
    const to = event.relatedTarget;
    if (!term || (to instanceof Node && (term.contains(to) || card.contains(to)))) return;
    const held = event.type === "pointerout" ? ":focus-visible" : ":hover";
    if (term.matches(held) || card.matches(held)) return;
    if (card.hidden || getComputedStyle(card).visibility === "hidden") close();
    else card.classList.add(LEAVING);
  };
  document.addEventListener("pointerout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && term) close();
  });
}

explainTerms();
