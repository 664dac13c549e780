// Which pages a reader ticked as read, in an answers document; written as widgets/answers.py does.

/**
 * The document in which a page is ticked as read, or not.
 * @param {import("./marks.js").MarksDocument} doc
 * @param {string} page e.g. book/step1/ripeness
 * @param {boolean} ticked
 * @returns {import("./marks.js").MarksDocument}
 */
export function withRead(doc, page, ticked) {
  const others = (doc.read ?? []).filter((name) => name !== page);
  return { ...doc, read: ticked ? [...others, page] : others };
}
