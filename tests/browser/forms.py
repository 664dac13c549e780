"""An instrument on a page of the built site, as a reader handles it, and what Python says about the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.walk import Visitor
from widgets.evaluate import evaluate, fill
from widgets.loading import instrument, names
from widgets.strings import strings

IDS = sorted(names())
#: Those whose answers can be saved; test_private.py is about the others.
SAVING = [name for name in IDS if not instrument(name).private]
#: Instruments that together have every kind of question, an analysis, and things shared: what holds for the machinery
#: is tried on these; what holds for an instrument's own content is tried on all.
MODELS = ("four-cs-mapper", "prescriptive-elicitive-selector", "ripeness-checklist", "what-remains")
#: Every instrument that saves over http, and the models from the disk too.
EVERYWHERE = pytest.mark.parametrize(
    ("name", "base"), [*((name, "http") for name in SAVING), *((name, "file") for name in MODELS)], indirect=["base"]
)
WORDS = strings()
#: What a finding's box holds: its rule, and its title without the word for its tone.
READ_FINDINGS = """(root) => [...root.querySelectorAll("[data-rule]")].filter((box) => box.checkVisibility())
.map((box) => [
  box.dataset.rule,
  [...box.querySelector("h4, h5, h6").childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.data).join("").trim(),
])"""

#: Put texts into all text fields at once, as typing would, but without its hundreds of messages to the browser.
TYPE_EVERYWHERE = """(root, texts) => {
  const fields = [...root.querySelectorAll(".t2-grow > textarea")];
  fields.forEach((field, number) => {
    field.value = texts[number % texts.length];
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  return fields.length;
}"""

Findings = list[tuple[str, str]]


def address_of(name: str) -> str:
    """Return the address of an instrument's page within the site."""
    return f"book/instruments/{name}.html"


def expected_findings(name: str, answers: dict[str, Any]) -> Findings:
    """Return the rule and the title of each finding that Python gives, sorted."""
    form = instrument(name)
    titles = {rule.id: rule.finding.title for decision in form.decisions for rule in decision.rules}
    hits = evaluate(form, answers).hits
    return sorted((hit.rule, fill(titles[hit.rule], {"row": hit.name or "", **hit.params})) for hit in hits)


def example_of(name: str) -> dict[str, Any]:
    """Return the invented example of an instrument."""
    example = instrument(name).example
    assert example
    return json.loads(json.dumps(dict(example)))  # type: ignore[no-any-return]


def prompts_of(name: str) -> Iterator[str]:
    """Yield every text that asks something, and every answer to choose from."""
    form = instrument(name)
    yield from (form.purpose, form.instructions, form.safety, WORDS["no_script"], WORDS["nothing_leaves"])
    for section in form.sections:
        yield section.title
        if section.intro:
            yield section.intro
        for question in section.questions:
            for asked in (question, *getattr(question, "columns", ())):
                yield asked.prompt
                if asked.help:
                    yield asked.help
                yield from (option.label for option in getattr(asked, "options", ()))


class Form:
    """One instrument on an open page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.root = page.locator(f'[data-instrument="{name}"]')
        self.message = self.root.locator(".t2-tools .t2-message")
        self.status = self.root.locator(".t2-status")

    @classmethod
    def opened(cls, visit: Visitor, name: str, **settings: Any) -> Form:
        """Open the instrument's page in a fresh profile."""
        form = cls(visit.open(address_of(name), **settings), name)
        form.wait_until_live()
        return form

    def wait_until_live(self) -> None:
        """Wait until the script has taken the form over."""
        self.root.locator(".t2-tools").wait_for()

    def reload(self) -> None:
        """Load the page anew."""
        self.page.reload()
        self.wait_until_live()

    def reload_until(self, seen: Callable[[], object]) -> None:
        """Load the page anew until what was kept is seen: over file:// a busy browser takes a moment to write it."""
        for attempt in range(8):
            self.page.wait_for_timeout(100 * attempt)
            self.reload()
            if seen():
                break

    def press(self, word: str) -> None:
        """Click one of the tools, by its key in strings.yaml."""
        self.root.get_by_role("button", name=WORDS[word], exact=True).click()

    def fill_in_example(self) -> None:
        """Fill in the invented example and see that it is said."""
        self.press("example")
        expect(self.message).to_have_text(WORDS["example_done"])

    def save(self) -> str:
        """Save the answers; return the file's text."""
        with self.page.expect_download() as waiting:
            self.press("save")
        assert waiting.value.suggested_filename == WORDS["file_name"]
        return Path(waiting.value.path()).read_text(encoding="utf8")

    def answers(self) -> dict[str, Any]:
        """Return the answers to this instrument, as a saved file has them."""
        return json.loads(self.save())["instruments"][self.name]["answers"]  # type: ignore[no-any-return]

    def open_text(self, text: str, message: str) -> None:
        """Open a file with this text; wait for the message."""
        file: FilePayload = {"name": "answers.json", "mimeType": "application/json", "buffer": text.encode()}
        self.root.locator('input[type="file"][accept*="json"]').set_input_files(files=[file])
        expect(self.message).to_have_text(message)

    def type_everywhere(self, texts: Sequence[str]) -> int:
        """Put a text into every text field, one after the other from `texts`, round and round; return how many."""
        fields = self.root.evaluate(TYPE_EVERYWHERE, list(texts))
        assert fields
        self.settle()
        return int(fields)

    def table(self, question: str) -> Locator:
        """Return the box of a table."""
        return self.root.locator(f'[data-table="{question}"]')

    def unfold_paste(self, question: str) -> Locator:
        """Return the box for pasting rows into a table, unfolded."""
        box = self.table(question).locator(".t2-paste")
        if not box.evaluate("box => box.open"):
            box.locator("summary").click()
        return box

    def paste(self, question: str, text: str) -> Locator:
        """Paste rows into a table and press the button; return the place for its message."""
        box = self.unfold_paste(question)
        # At once, as a paste does; typing 5,000 lines would take minutes.
        box.locator("textarea").evaluate("(area, text) => { area.value = text; }", text)
        box.get_by_role("button", name=WORDS["paste_button"]).click()
        expect(box.get_by_role("status")).not_to_be_empty()
        return box.get_by_role("status")

    def import_file(self, question: str, text: str) -> Locator:
        """Import a CSV file into a table; return the place for its message."""
        box = self.unfold_paste(question)
        file: FilePayload = {"name": "rows.csv", "mimeType": "text/csv", "buffer": text.encode()}
        box.locator('input[type="file"]').set_input_files(files=[file])
        expect(box.get_by_role("status")).not_to_be_empty()
        return box.get_by_role("status")

    def show_everything(self) -> None:
        """Press every “Show more” until none is left."""
        while more := self.root.locator(".t2-more:not([hidden])").all():
            for button in more:
                button.evaluate("button => button.click()")

    def findings(self) -> Findings:
        """Return the rule and the title of each finding on the page, sorted."""
        self.settle()
        self.show_everything()
        return sorted((rule, title) for rule, title in self.root.evaluate(READ_FINDINGS))

    def settle(self) -> None:
        """Wait for the frame after the next one: by then a change has been worked out."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
