// Small helpers to build elements. Text is always set as text, never as markup.

/**
 * An element with properties and children; strings become text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties] properties, or attributes where the name has a hyphen or is `role`
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else Reflect.set(element, name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/**
 * @param {string} text
 * @param {(event: Event) => void} action
 * @param {Record<string, any>} [properties]
 */
export function button(text, action, properties = {}) {
  const element = h("button", { type: "button", className: "t2-button", ...properties }, text);
  element.addEventListener("click", action);
  return element;
}

/** So many rows or findings of one list go on paper; beyond that the paper says how many there are. */
export const ON_PAPER = 500;

/**
 * A list that shows its first items and, on demand or for paper (on the event `t2:paper` at its button), the next ones.
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => Node} show
 * @param {number} step
 * @param {Record<string, string>} words
 */
export function showSome(list, items, show, step, words) {
  let shown = 0;
  const more = button("", () => next(step, true), { className: "t2-button t2-more" });
  more.addEventListener("t2:paper", () => next(ON_PAPER, false));
  /** @param {number} count @param {boolean} focus */
  function next(count, focus) {
    const nodes = items.slice(shown, shown + count).map(show);
    list.append(...nodes);
    shown += nodes.length;
    const left = items.length - shown;
    more.textContent = words.more.replace("{count}", String(Math.min(left, step)));
    more.hidden = left === 0;
    const first = nodes[0];
    if (focus && first instanceof HTMLElement) {
      first.tabIndex = -1;
      first.focus();
    }
  }
  next(step, false);
  return more;
}

/** What lists below an element show in parts goes on paper whole. @param {Element} root */
export function wholeOnPaper(root) {
  addEventListener("beforeprint", () => {
    for (const more of root.querySelectorAll(".t2-more:not([hidden])")) more.dispatchEvent(new CustomEvent("t2:paper"));
  });
}

/**
 * A box that scrolls by itself where its content is too wide, also by keyboard.
 * @param {string} label
 * @param {HTMLElement} content
 */
export function scrolling(label, content) {
  return h("div", { className: "t2-scroll", role: "region", "aria-label": label, tabIndex: 0 }, content);
}

const SVG = "http://www.w3.org/2000/svg";

/** A part of a drawing. @param {string} name @param {Record<string, any>} attributes @param {...(Node | string)} children */
export function s(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** As much of a name as a drawing has room for. @param {string} name */
export function shorten(name) {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}
