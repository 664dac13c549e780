// What the reader decides about keeping: where answers are kept, and that everything is erased.
import { emptyDocument } from "./answers.js";
import { kept, KEY, PREFIX, storage } from "./store.js";

/** @typedef {import("./store.js").Keep} Keep */

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
