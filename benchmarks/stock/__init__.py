"""The same book as a stock author builds it: plain jupyter-book, its default theme, ipywidgets and Altair.

It has the same pages with the same text, drawings and questions. Our boxes become admonitions, our drawings image
files, our questions bold text with the answers in a dropdown; instruments become cells of ipywidgets and Altair.
"""

from __future__ import annotations

import inspect
import pprint
import re
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from ruamel.yaml import YAML

from widgets.loading import instrument
from widgets.model import Choice, Matrix, Several
from widgets.network import names_in
from widgets.questions import (
    AnyQuestion,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Ordering,
    ShortAnswer,
    Sorting,
    load_questions,
    shown,
)
from widgets.sphinx.boxes import LABELS

from . import chart_cell, checklist_cell, selector_cell

CHECKLIST = "book/instruments/ripeness-checklist"
SELECTOR = "book/instruments/prescriptive-elicitive-selector"
CHART = "book/instruments/four-cs-mapper"
NOTEBOOK = "checklist.ipynb"

#: What a visitor clicks on a stock form, where it answers, and what that place holds once it has.
CONTROLS = {CHECKLIST: ".widget-toggle-button", SELECTOR: ".widget-radio-box input"}
VERDICT = ".verdict"
ANSWERED = ".verdict p:not(.unanswered)"

FENCE = re.compile(r"^(?P<marks>:{3,}|`{3,})\{(?P<kind>[\w-]+)\}[ ]*(?P<title>.*)$", re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
CHECK = re.compile(r"^```\{check\} (?P<name>\S+)\n```$", re.MULTILINE)
COLORS = {
    "ink": "#222",
    "muted": "#777",
    "paper": "#fff",
    "panel": "#eee",
    "track1": "#246",
    "track2": "#a52",
    "accent": "#c30",
}
ADMONITIONS = {
    "mistake": "warning",
    "warning-sign": "warning",
    "trainer": "note",
    "exercise": "tip",
    "reflection": "tip",
}


def lay_out(root: Path, folder: Path) -> list[str]:
    """Write the stock book of the handbook at `root` into an empty folder; return the names of its pages."""
    yaml = YAML()
    toc = yaml.load(root / "_toc.yml")
    pages = list(_files(toc))
    for page in pages:
        target = folder / f"{page}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (root / f"{page}.md").read_text(encoding="utf8")
        target.write_text(stock_page(text, root, CELLS.get(page)), encoding="utf8")
    shutil.copy(root / "_toc.yml", folder)
    shutil.copy(root / "book" / "references.bib", folder / "book")
    (folder / "book" / "figures").mkdir()
    for drawing in (root / "book" / "figures").glob("*.svg"):
        colored = re.sub(r"var\(--t2-(\w+)\)", lambda m: COLORS[m[1]], drawing.read_text(encoding="utf8"))
        (folder / "book" / "figures" / drawing.name).write_text(colored, encoding="utf8")
    ours = yaml.load(root / "_config.yml")
    settings = {
        "title": ours["title"],
        "author": ours["author"],
        "only_build_toc_files": True,
        "execute": {"execute_notebooks": "cache", "timeout": 120},
        "parse": {"myst_enable_extensions": [*ours["parse"]["myst_enable_extensions"], "dollarmath", "substitution"]},
        "bibtex_bibfiles": ["book/references.bib"],
    }
    yaml.dump(settings, folder / "_config.yml")
    return pages


def write_notebook(folder: Path) -> Path:
    """Write the stock checklist as a notebook that Voila can serve; return its path."""
    title, code = nbformat.v4.new_markdown_cell("# Ripeness checklist"), nbformat.v4.new_code_cell(CELLS[CHECKLIST]())
    notebook = nbformat.v4.new_notebook(cells=[title, code])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / NOTEBOOK)
    return folder / NOTEBOOK


def stock_page(text: str, root: Path, cell: Any = None) -> str:
    """Return one of our pages with what stock jupyter-book knows; `cell` makes the code of an instrument's page."""
    text = CHECK.sub(lambda match: _questions(root / "exercises" / f"{match['name']}.yaml"), text)
    if cell is not None:
        text = CELL.sub(lambda _: f"```{{code-cell}} python\n:tags: [hide-input]\n\n{cell()}\n```", text, count=1)
    return FENCE.sub(_fence, text)


def _fence(match: re.Match[str]) -> str:
    marks, kind, title = match["marks"], match["kind"], match["title"]
    if kind == "drawing":
        return f"{marks}{{figure}} /book/figures/{title}\n:alt: {title.removesuffix('.svg').replace('-', ' ')}"
    if kind in LABELS:
        heading = f"{LABELS[kind]}: {title}" if title else LABELS[kind]
        return f"{marks}{{admonition}} {heading}\n:class: {ADMONITIONS.get(kind, 'note')}"
    return match[0]


def _questions(path: Path) -> str:
    parts = []
    for number, question in enumerate(load_questions(path), 1):
        asked, answers = (
            "\n".join(f"- {line}" for line in lines if line) for lines in zip(*_lines(question), strict=True)
        )
        parts.append(f"**Question {number}.** {question.prompt}\n\n{asked}\n\n:::{{dropdown}} Answers\n{answers}\n:::")
    return "\n\n".join(parts)


def _lines(question: AnyQuestion) -> list[tuple[str, str]]:
    """Return what is asked and what is answered, part by part."""
    match question:
        case MultipleChoice() | MultipleResponse():
            return [
                (option.text, f"{'**Right.**' if option.right else 'Wrong.'} {option.text} {option.feedback}")
                for option in question.options
            ]
        case Ordering():
            order = shown(question)
            return [
                (question.items[place].text, f"{item.text} {item.feedback}")
                for place, item in zip(order, question.items, strict=True)
            ]
        case Matching():
            pairs = [(pair.item, f"{pair.item} **{pair.match}** {pair.feedback}") for pair in question.pairs]
            return [*pairs, *((question.matches[place], "") for place in shown(question))]
        case Sorting():
            items = [(item.text, f"{item.text} **{item.group}** {item.feedback}") for item in question.items]
            return [*items, *((group, "") for group in question.groups)]
        case ShortAnswer():
            return [("", text) for text in (question.model, *question.must, question.pitfall)]


def _files(node: Any) -> Any:
    if isinstance(node, dict):
        if "root" in node:
            yield node["root"]
        if "file" in node:
            yield node["file"]
        for key in ("parts", "chapters", "sections"):
            yield from _files(node.get(key, []))
    elif isinstance(node, list):
        for item in node:
            yield from _files(item)


def _cell(module: ModuleType, call: str, *data: Any) -> str:
    source = inspect.getsource(module).partition("from __future__ import annotations\n")[2].strip()
    arguments = ",\n".join(pprint.pformat(value, width=110) for value in data)
    return f"{source}\n\n\n{call}({arguments})"


def _checklist() -> str:
    ours = instrument("ripeness-checklist")
    matrix = next(question for question in ours.questions if isinstance(question, Matrix))
    conditions = [
        option.label for question in ours.questions if isinstance(question, Several) for option in question.options
    ]
    leaders = [question.prompt for question in ours.questions if isinstance(question, Choice)]
    parties = [matrix.row_label.replace("{number}", str(number + 1)) for number in range(matrix.blank_rows)]
    return _cell(checklist_cell, "checklist", parties, [e.prompt for e in matrix.elements], conditions, leaders)


def _selector() -> str:
    questions = [
        (question.prompt, [(option.label, option.pull.toward if option.pull else "") for option in question.options])
        for question in instrument("prescriptive-elicitive-selector").questions
        if hasattr(question, "options")
    ]
    return _cell(selector_cell, "selector", questions)


def _chart() -> str:
    example = instrument("four-cs-mapper").example or {}
    work = [(actor["name"], area) for actor in example["actors"] for area in names_in(actor["works_on"])]
    return _cell(chart_cell, "heat_map", work)


CELLS = {CHECKLIST: _checklist, SELECTOR: _selector, CHART: _chart}
