// Retrieval questions: choosing an answer shows what is right or wrong with it. Nothing is counted or kept.

for (const form of document.querySelectorAll(".t2-question")) {
  const feedback = /** @type {HTMLElement} */ (form.querySelector(".t2-feedback"));
  form.addEventListener("change", (event) => {
    const chosen = /** @type {HTMLInputElement} */ (event.target).value;
    const answer = /** @type {HTMLElement} */ (form.querySelector(`[data-option="${chosen}"]`));
    const [mark, , , text] = answer.childNodes;
    feedback.replaceChildren(mark.cloneNode(true), ` ${text.textContent ?? ""}`);
    feedback.classList.toggle("t2-right", answer.classList.contains("t2-right"));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}
