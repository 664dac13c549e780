// Where answers are kept: in the page's memory, unless the reader chose this tab or this device.

/**
 * @typedef {import("./answers.js").AnswersDocument} AnswersDocument
 * @typedef {"none" | "tab" | "device"} Keep
 */

/** Everything this handbook keeps has a key that begins so. */
export const PREFIX = "t2:";
export const KEY = `${PREFIX}answers`;

/** @param {Keep} keep @returns {Storage | null} */
export function storage(keep) {
  // Merely touching a storage throws where the browser forbids it.
  try {
    return keep === "tab" ? sessionStorage : keep === "device" ? localStorage : null;
  } catch {
    return null;
  }
}

/** What the reader has chosen: the storage that holds something tells. @returns {Keep} */
export function keeping() {
  for (const keep of /** @type {Keep[]} */ (["device", "tab"])) {
    try {
      if (storage(keep)?.getItem(KEY) != null) return keep;
    } catch {
      // Not readable is not kept.
    }
  }
  return "none";
}

/** The text that is kept, or null. */
export function kept() {
  return storage(keeping())?.getItem(KEY) ?? null;
}

/**
 * Keep a document where the reader chose; true if it is kept or nothing is to be kept.
 * @param {AnswersDocument} doc
 */
export function keepDocument(doc) {
  const place = storage(keeping());
  if (!place) return true;
  try {
    place.setItem(KEY, JSON.stringify(doc));
    return true;
  } catch {
    return false;
  }
}
