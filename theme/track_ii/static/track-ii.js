/**
 * What the pages do beyond HTML. Every part is an addition: without it the page still reads, leads on and prints.
 * A classic script, because browsers refuse to load modules over file://.
 */
"use strict";

(() => {
  const KEPT_AS = "t2:theme";
  const root = document.documentElement;

  /**
   * Light or dark, as the reader asks. It is written to the device only while "keep" is ticked.
   * Other scripts may listen to `t2:theme`, and may send `t2:erased` after emptying the storage.
   */
  function lightOrDark() {
    const look = document.querySelector("details.look");
    const form = look?.querySelector("form");
    const keep = form?.querySelector("input[name=t2-look-keep]");
    if (
      !(look instanceof HTMLDetailsElement) || !(form instanceof HTMLFormElement) ||
      !(keep instanceof HTMLInputElement)
    ) return;

    const chosen = () => String(new FormData(form).get("t2-look") ?? "system");

    /** @param {string} theme */
    const show = (theme) => {
      if (theme === "light" || theme === "dark") root.dataset.theme = theme;
      else delete root.dataset.theme;
      document.dispatchEvent(new CustomEvent("t2:theme", { detail: { theme, kept: keep.checked } }));
    };

    const store = () => {
      try {
        if (keep.checked) localStorage.setItem(KEPT_AS, chosen());
        else localStorage.removeItem(KEPT_AS);
      } catch {
        keep.checked = false; // storage is switched off: the choice holds for this page
      }
    };

    let kept = null;
    try {
      kept = localStorage.getItem(KEPT_AS);
    } catch { /* storage is switched off */ }
    keep.checked = kept !== null;
    for (const radio of form.querySelectorAll("input[type=radio]")) {
      if (radio instanceof HTMLInputElement) radio.checked = radio.value === (kept ?? "system");
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      store();
      show(chosen());
    });
    document.addEventListener("t2:erased", () => {
      keep.checked = false;
    });
    look.hidden = false;
  }

  /** Menus close with Escape, the floating one also when the reader goes elsewhere. */
  function menus() {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !(event.target instanceof Element)) return;
      const menu = event.target.closest("details.look, nav");
      const details = menu instanceof HTMLDetailsElement ? menu : menu?.querySelector("details.switch");
      if (!(details instanceof HTMLDetailsElement) || !details.open) return;
      details.open = false;
      details.querySelector("summary")?.focus();
    });
    /** @param {Event} event */
    const elsewhere = (event) => {
      const look = document.querySelector("details.look");
      if (look instanceof HTMLDetailsElement && event.target instanceof Node && !look.contains(event.target)) {
        look.open = false;
      }
    };
    document.addEventListener("focusin", elsewhere);
    document.addEventListener("pointerdown", elsewhere);
    document.querySelector(".page-nav")?.addEventListener("click", (event) => {
      const details = document.querySelector(".page-nav > details");
      if (event.target instanceof HTMLAnchorElement && details instanceof HTMLDetailsElement) details.open = false;
    });
  }

  /** Boxes that scroll sideways can be reached by keyboard; those that have no need to, are not stopped at. */
  function scrollers() {
    const boxes = document.querySelectorAll(".scroller, article pre, .cell_output .output");
    const check = () => {
      for (const box of boxes) {
        if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
        else box.removeAttribute("tabindex");
      }
    };
    check();
    addEventListener("resize", check);
    // A box inside a fold has no size before it is unfolded.
    document.addEventListener("toggle", check, true);
  }

  /** In the side column, the reader's place in the book is in sight. */
  function place() {
    const column = document.querySelector(".book-nav > .switched");
    const here = column?.querySelector("[aria-current=page]");
    if (!(column instanceof HTMLElement) || !(here instanceof HTMLElement)) return;
    const below = here.getBoundingClientRect().bottom - column.getBoundingClientRect().bottom;
    if (below > -40) column.scrollTop += below + column.clientHeight / 2;
  }

  /** On paper nothing stays folded. */
  function paper() {
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("main details:not([open], .switch)")]
        .filter((details) => details instanceof HTMLDetailsElement);
      for (const details of opened) details.open = true;
    });
    addEventListener("afterprint", () => {
      for (const details of opened) details.open = false;
      opened = [];
    });
  }

  lightOrDark();
  menus();
  scrollers();
  place();
  paper();
})();
