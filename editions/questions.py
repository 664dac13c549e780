"""The questions of a page as a blank worksheet, and their answers, under the numbers of the printed keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bs4.element import Tag

from widgets.bank import Bank, read_bank
from widgets.html import render_key, render_quiz
from widgets.questions import AnyQuestion

from .pages import Page
from .tree import EditionError, element, pieces
from .words import words

ANSWERS = "answers"


@dataclass
class Asked:
    """The questions that one page asks."""

    page: Page
    questions: list[AnyQuestion] = field(default_factory=list)


class Questions:
    """The bank, and which of its questions the editions ask so far. A question's number is its place in its part."""

    def __init__(self, root: Path) -> None:
        self.bank = read_bank(root) if (root / "exercises").is_dir() else Bank((), {})
        self.known: dict[str, tuple[str, int, AnyQuestion]] = {}
        self.asked: dict[str, list[Asked]] = {part: [] for part in self.bank.parts}
        for part in self.bank.parts:
            found = [question for page in self.bank.of(part) for question in page.questions]
            self.known |= {question.id: (part, number, question) for number, question in enumerate(found, start=1)}

    def put_on_paper(self, page: Page) -> None:
        """Replace the forms of a page by worksheets, and note what they ask. Raises EditionError for unknown ones."""
        for block in page.body.select(".t2-questions"):
            names = [str(form["data-question"]) for form in block.select("form.t2-question")]
            if missing := [name for name in names if name not in self.known]:
                raise EditionError(f"{page.name}: the bank has no question {missing[0]}; build the site anew")
            part = self.known[names[0]][0]
            asked = Asked(page, [self.known[name][2] for name in names])
            self.asked[part].append(asked)
            anchor = f"{ANSWERS}-{page.slug}"
            there = element("a", words()["answers_of"].format(part=self.bank.titles[part]))
            there["href"] = f"/{ANSWERS}/{part}#{anchor}"
            before, _, after = words()["answers_at"].partition("{link}")
            sheet = element("div", *self._numbered(asked, render_quiz(asked.questions)), css="worksheet", id=anchor)
            sheet.append(element("p", before, there, after))
            block.replace_with(sheet)

    def answers(self) -> list[Page]:
        """Return a page of answers for each part that was asked about: one heading a page, then its key."""
        return [self._key(part, asked) for part, asked in self.asked.items() if asked]

    def _key(self, part: str, asked: list[Asked]) -> Page:
        title = words()["answers_of"].format(part=self.bank.titles[part])
        body = element("section", element("h1", title), element("p", words()["answers_intro"]))
        for one in asked:
            anchor = f"{ANSWERS}-{one.page.slug}"
            back = element("a", one.page.title, href=f"/{one.page.name}#{anchor}")
            body.append(
                element(
                    "section",
                    element("h2", back),
                    *self._numbered(one, render_key(one.questions, "/")),
                    id=anchor,
                    css="answers",
                )
            )
        return Page(f"{ANSWERS}/{part}", title, element("div", body))

    def _numbered(self, asked: Asked, html: str) -> list[Tag]:
        """Return the rendered list with each question's number on it."""
        made = [tag for tag in pieces(html) if isinstance(tag, Tag)]
        for item, question in zip(made[0].find_all("li", recursive=False), asked.questions, strict=True):
            item["value"] = str(self.known[question.id][1])
        return made
