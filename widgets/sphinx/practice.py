"""The practice part of the book: the exam, the quizzes on paper and their keys, and the files for other programs.

The exam's questions lie in scripts of their own, which a page asks for only when a reader draws. A quiz never holds
what its key says. None of this goes into the search, which finds each question on the page that asks it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from ..bank import Bank, DrawError, Page, read_bank
from ..exports import ALL, SUFFIXES, ExportError, exported, file_name, write
from ..guidance import SOURCE_MAP
from ..html import question_forms, render_exam, render_key, render_quiz, render_study_guide
from ..questions import AnyQuestion, QuestionsError
from ..readings import readings
from ..spec import script_json
from ..strings import strings

#: A script of questions is no larger than this, compressed; a part that needs more has several.
MOST_BYTES = 40_000
#: Where the files for other programs lie in `_static`.
FOLDER = "questions"
#: The final exam on paper: how many questions, and the seed that gives exam, key and study guide the same draw.
FINAL_COUNT, FINAL_SEED = 60, "final exam"


class Practice:
    """The bank as one build uses it, and the files made from it."""

    def __init__(self, root: Path) -> None:
        self.bank = read_bank(root) if (root / "exercises").is_dir() else Bank((), {})
        self.exports = exported(self.bank) if self.bank.pages else {}
        self.scripts = {part: bank_scripts(part, self.bank.of(part)) for part in self.bank.parts}

    @property
    def files(self) -> dict[str, list[str]]:
        """Return the addresses of each part's scripts in `_static`, which change with their content."""
        return {
            part: [f"{name}?v={hashlib.sha256(text.encode()).hexdigest()[:8]}" for name, text in scripts.items()]
            for part, scripts in self.scripts.items()
        }


#: The bank of each source folder that is being built.
_PRACTICES: dict[Path, Practice] = {}


def bank_scripts(part: str, pages: Sequence[Page]) -> dict[str, str]:
    """Return the scripts that hold the questions of a part, by name; the pages are spread over as few as fit."""
    entries = [_entry(page) for page in pages]
    number = 1
    while True:
        size = -(-len(entries) // number)
        texts = ["".join(entries[start : start + size]) for start in range(0, len(entries), size)]
        if size == 1 or all(len(gzip.compress(text.encode(), mtime=0)) <= MOST_BYTES for text in texts):
            return {f"t2-bank-{part}{f'-{n}' if n > 1 else ''}.js": text for n, text in enumerate(texts, start=1)}
        number += 1


def _entry(page: Page) -> str:
    """Return the statement that adds a page's questions to the bank in the browser."""
    forms = question_forms(page.questions)
    questions = [
        [q.id, q.level, q.kind, form, [astuple(reading) for reading in readings([q])]]
        for q, form in zip(page.questions, forms, strict=True)
    ]
    data = {"part": page.part, "title": page.title, "address": page.address, "questions": questions}
    return f"(globalThis.T2_BANK??=[]).push({script_json(data)});\n"


class _PracticeDirective(SphinxDirective):
    """What the directives share: the bank, and that their pages are built anew with it."""

    @property
    def practice(self) -> Practice:
        root = Path(self.env.srcdir)
        for path in (root / SOURCE_MAP, *sorted((root / "exercises").rglob("*.yaml"))):
            self.env.note_dependency(str(path))
        return _PRACTICES[root]

    @property
    def book(self) -> str:
        """Return what leads from this page to the book's folder."""
        return "../" * self.env.docname.count("/")

    def block(self, html: str) -> nodes.raw:
        """Return HTML that the search leaves out."""
        node = nodes.raw("", f"<div data-no-search>{html}</div>", format="html")
        self.set_source_info(node)
        return node


class _PartDirective(_PracticeDirective):
    """A directive whose argument is a part of the book."""

    required_arguments = 1

    def pages(self) -> tuple[Page, ...]:
        """Return the pages of the part. Raises the directive's error if there is no such part."""
        try:
            return self.practice.bank.of(self.arguments[0])
        except DrawError as error:
            raise self.error(str(error)) from error

    def count(self) -> nodes.paragraph:
        """Return a line that says which part this is and how many questions it has."""
        pages = self.pages()
        part = self.practice.bank.titles[self.arguments[0]]
        number = sum(len(page.questions) for page in pages)
        return nodes.paragraph("", strings()["quiz_count"].format(part=part, count=number), classes=["t2-quiz-count"])


class Quiz(_PartDirective):
    """``{quiz} step1``: all questions of a part, blank and numbered, to be printed."""

    def run(self) -> list[nodes.Node]:
        """Return the number of questions, and the quiz."""
        questions = [question for page in self.pages() for question in page.questions]
        return [self.count(), self.block(render_quiz(questions))]


class QuizKey(_PartDirective):
    """``{quiz-key} step1``: the right answers to the quiz of a part, with all reasons."""

    def run(self) -> list[nodes.Node]:
        """Return the number of questions, and the key."""
        questions = [question for page in self.pages() for question in page.questions]
        return [self.count(), self.block(render_key(questions, self.book))]


class PracticeExam(_PracticeDirective):
    """``{practice-exam}``: where the exam goes; the content is for readers without JavaScript."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the content, and what the script begins with."""
        plain = nodes.container(classes=["t2-without-script"])
        self.state.nested_parse(self.content, self.content_offset, plain)
        practice = self.practice
        return [plain, self.block(render_exam(practice.bank.titles, practice.files))]


class _FinalExam(_PracticeDirective):
    """What the final exam on paper, its key and its study guide share: the same draw over the whole book."""

    @property
    def questions(self) -> tuple[AnyQuestion, ...]:
        """Return the exam's questions. Raises the directive's error if the bank has too few."""
        try:
            return self.practice.bank.draw(count=FINAL_COUNT, seed=FINAL_SEED)
        except DrawError as error:
            raise self.error(str(error)) from error

    def count(self) -> nodes.paragraph:
        """Return a line that says how many questions there are."""
        return nodes.paragraph("", strings()["final_count"].format(count=FINAL_COUNT), classes=["t2-quiz-count"])


class FinalExam(_FinalExam):
    """``{final-exam}``: questions over the whole book, blank and numbered, to be printed."""

    def run(self) -> list[nodes.Node]:
        """Return the number of questions, and the exam."""
        return [self.count(), self.block(render_quiz(self.questions))]


class FinalExamKey(_FinalExam):
    """``{final-exam-key}``: the answers to the final exam, each with the headings to read again."""

    def run(self) -> list[nodes.Node]:
        """Return the number of questions, and the key."""
        return [self.count(), self.block(render_key(self.questions, self.book))]


class StudyGuide(_FinalExam):
    """``{study-guide}``: every page that the final exam asks about, and by which questions."""

    def run(self) -> list[nodes.Node]:
        """Return a table in the order of the book."""
        return [self.block(render_study_guide(self.questions, self.book))]


class QuestionDownloads(_PracticeDirective):
    """``{question-downloads}``: links to the files for other programs, with their sizes."""

    def run(self) -> list[nodes.Node]:
        """Return a list with a line for each part and one for all parts."""
        if not self.practice.exports:
            raise self.error("There are no questions to offer: the folder exercises is missing.")
        return [nodes.raw("", Markup("<ul>{}</ul>").format(Markup().join(self._lines())), format="html")]

    def _lines(self) -> Iterator[Markup]:
        words, bank = strings(), self.practice.bank
        for part in (*bank.parts, ALL):
            pages = bank.pages if part == ALL else bank.of(part)
            number = sum(len(page.questions) for page in pages)
            line = words["download_line"].format(part=bank.titles.get(part, words["download_all"]), count=number)
            links = []
            for form in SUFFIXES:
                name = file_name(part, form)
                size = -(-len(self.practice.exports[name].encode()) // 1000)
                text = words["download_size"].format(format=words[f"download_{form}"], size=size)
                links.append(Markup('<a href="{}_static/{}/{}" download>{}</a>').format(self.book, FOLDER, name, text))
            yield Markup("<li>{}: {}</li>").format(line, Markup("; ").join(links))


def prepare(app: Sphinx) -> None:
    """Read the bank, and write its scripts and files into a folder that Sphinx copies to `_static`."""
    root = Path(app.srcdir)
    try:
        practice = _PRACTICES[root] = Practice(root)
        folder = Path(app.doctreedir) / "practice_assets"
        for scripts in practice.scripts.values():
            write(folder, scripts)
        write(folder / FOLDER, practice.exports)
    except (QuestionsError, ExportError) as error:
        raise ExtensionError(str(error)) from error
    app.config.html_static_path.append(str(folder))


def setup_practice(app: Sphinx) -> None:
    """Register the directives of the practice part, and have their files made."""
    app.connect("builder-inited", prepare)
    app.add_directive("quiz", Quiz)
    app.add_directive("quiz-key", QuizKey)
    app.add_directive("practice-exam", PracticeExam)
    app.add_directive("final-exam", FinalExam)
    app.add_directive("final-exam-key", FinalExamKey)
    app.add_directive("study-guide", StudyGuide)
    app.add_directive("question-downloads", QuestionDownloads)
