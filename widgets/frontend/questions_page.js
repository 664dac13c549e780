// On a page of the book: brings its questions to life.
import { mountQuestions } from "./questions.js";

for (const root of document.querySelectorAll(".t2-questions")) mountQuestions(/** @type {HTMLElement} */ (root));
