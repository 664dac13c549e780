// The same small operations on text as widgets/text.py and `fill` in widgets/evaluate.py.

export const PLACEHOLDER = /\{([a-z][a-z0-9_-]*)\}/g;

/**
 * The text with each {name} replaced by its value.
 * @param {string} text
 * @param {Record<string, string>} params
 */
export function fill(text, params) {
  return text.replace(PLACEHOLDER, (whole, name) => Object.hasOwn(params, name) ? params[name] : whole);
}

/**
 * Text without the white space around it.
 * @param {string} text
 */
export function trim(text) {
  return text.trim();
}
