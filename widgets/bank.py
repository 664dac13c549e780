"""The whole bank of questions: by part and page, and a mixed draw from it for an exam.

    bank = read_bank()
    bank.draw(["step1"], "application", 10, seed=7)

Reading touches files; everything else is pure.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .contents import TABLE, read_contents
from .questions import AnyQuestion, QuestionsError, load_bank

#: Beside the package in the handbook's folder; where the package was copied out of it, there are none.
ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("recall", "application", "both")


class DrawError(ValueError):
    """A draw that cannot be made; the message is one sentence that says what to change."""


@dataclass(frozen=True)
class Page:
    """A page of the book and its questions. `name` is that of the file, e.g. ``step1/ripeness``."""

    name: str
    title: str
    address: str | None
    questions: tuple[AnyQuestion, ...]

    @property
    def part(self) -> str:
        """Return the part of the book, e.g. ``step1``."""
        return self.name.partition("/")[0]


@dataclass(frozen=True)
class Bank:
    """All pages that have questions, in the order of the book, and the title of each part."""

    pages: tuple[Page, ...]
    titles: dict[str, str]

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the names of the parts, in the order of the book."""
        return tuple(dict.fromkeys(page.part for page in self.pages))

    def of(self, part: str) -> tuple[Page, ...]:
        """Return the pages of a part. Raises DrawError if there is no such part."""
        if part not in self.parts:
            raise DrawError(f"There is no part {part!r}. There are: {', '.join(self.parts)}.")
        return tuple(page for page in self.pages if page.part == part)

    def page_of(self, question: AnyQuestion) -> Page:
        """Return the page that asks a question of this bank."""
        return next(page for page in self.pages if question in page.questions)

    def draw(
        self,
        parts: Sequence[str] | None = None,
        level: str = "both",
        count: int = 10,
        seed: int | str | None = None,
    ) -> tuple[AnyQuestion, ...]:
        """Return `count` different questions, spread over parts, then pages, then kinds as evenly as can be.

        The same seed gives the same draw. Raises DrawError for unknown parts or levels, and when there are too few.
        """
        chosen = tuple(dict.fromkeys(self.parts if parts is None else parts))
        if isinstance(parts, str) or not chosen:
            raise DrawError(f"Give a list of one part or more: {', '.join(self.parts)}.")
        if level not in LEVELS:
            raise DrawError(f"There is no level {level!r}. There are: {', '.join(LEVELS)}.")
        if count < 1:
            raise DrawError(f"A draw has one question or more, not {count}.")
        pool = [
            (page, question)
            for part in chosen
            for page in self.of(part)
            for question in page.questions
            if level in ("both", question.level)
        ]
        if len(pool) < count:
            kind = "questions" if level == "both" else f"{level} questions"
            raise DrawError(
                f"There are only {len(pool)} {kind} in {', '.join(chosen)}, and {count} were asked for. "
                "Ask for fewer, or name more parts."
            )
        dice = random.Random(seed)  # noqa: S311 - a mix, no secret
        dice.shuffle(pool)
        used: Counter[str] = Counter()
        drawn = []
        for _ in range(count):
            page, question = best = min(pool, key=lambda one: (used[one[0].part], used[one[0].name], used[one[1].kind]))
            pool.remove(best)
            used.update((page.part, page.name, question.kind))
            drawn.append(question)
        dice.shuffle(drawn)
        return tuple(drawn)


@cache
def asking(name: str, root: Path = ROOT) -> Path | None:
    """Return the page of the book that asks the questions of this name, or that has this name; None if none does."""
    for path in sorted((root / "book").rglob("*.md")):
        if path == root / "book" / f"{name}.md" or f"```{{check}} {name}\n" in path.read_text(encoding="utf8"):
            return path
    return None


@cache
def title(name: str, root: Path = ROOT) -> str:
    """Return the title of the page that asks these questions (or of the page itself), or the name if there is none."""
    path = asking(name, root)
    heading = re.search(r"^# (.+)$", path.read_text(encoding="utf8"), re.MULTILINE) if path else None
    return heading[1].strip() if heading else name


def places(root: Path = ROOT) -> dict[str, int]:
    """Return the place of each page in the table of contents; none where there is no table."""
    if not (root / TABLE).is_file():
        return {}
    entries = [entry for section in read_contents(root) for entry in section.entries]
    pages = [page.name for entry in entries for page in entry.walk()]
    return {name: place for place, name in enumerate(pages)}


def read_bank(root: Path = ROOT) -> Bank:
    """Return the bank of the handbook in a folder. Raises QuestionsError if there is none or a file is damaged."""
    if not (root / "exercises").is_dir():
        raise QuestionsError(f"There is no folder {root / 'exercises'}. Run this from the handbook's own folder.")
    pages = []
    for name, questions in load_bank(root / "exercises").items():
        path = asking(name, root)
        address = path.relative_to(root).with_suffix("").as_posix() if path else None
        pages.append(Page(name, title(name, root), address, questions))
    known = places(root)
    pages.sort(key=lambda page: (known.get(page.address or "", len(known)), page.name))
    return Bank(tuple(pages), {page.part: title(f"{page.part}/index", root) for page in pages})
