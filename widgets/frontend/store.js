// Where answers are kept: in the page's memory, unless the reader chose this tab or this device.
import { emptyDocument } from "./answers.js";

/**
 * @typedef {import("./answers.js").AnswersDocument} AnswersDocument
 * @typedef {"none" | "tab" | "device"} Keep
 */

/** Everything this handbook keeps has a key that begins so. */
const PREFIX = "t2:";
export const KEY = `${PREFIX}answers`;

/** @param {Keep} keep @returns {Storage | null} */
function storage(keep) {
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

/**
 * Choose where answers are kept from now on; what is kept moves along. False if the browser refuses.
 * @param {Keep} keep
 */
export function chooseKeeping(keep) {
  const text = kept() ?? JSON.stringify(emptyDocument());
  const place = storage(keep);
  if (keep !== "none") {
    if (!place) return false;
    try {
      place.setItem(KEY, text);
    } catch {
      return false;
    }
  }
  for (const other of /** @type {Keep[]} */ (["tab", "device"])) {
    if (other !== keep) storage(other)?.removeItem(KEY);
  }
  return true;
}

/** Take away everything this handbook keeps on this device. */
export function eraseAll() {
  for (const place of [storage("tab"), storage("device")]) {
    for (const key of Object.keys(place ?? {})) if (key.startsWith(PREFIX)) place?.removeItem(key);
  }
}

/** Whether anything but answers is kept, such as the choice of light or dark. */
export function keepsMore() {
  return [storage("tab"), storage("device")].some((place) =>
    Object.keys(place ?? {}).some((key) => key.startsWith(PREFIX) && key !== KEY)
  );
}
