"""The `check` directive: a page's retrieval questions, with every answer explained."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..html import render_questions
from ..questions import QuestionsError, load_questions


class Check(SphinxDirective):
    """``{check} part/page``: the questions in exercises/part/page.yaml."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the questions as one block of HTML."""
        path = Path(self.env.srcdir) / "exercises" / f"{self.arguments[0]}.yaml"
        self.env.note_dependency(str(path))
        if not path.is_file():
            raise self.error(f"There are no questions exercises/{self.arguments[0]}.yaml.")
        try:
            questions = load_questions(path)
        except QuestionsError as error:
            raise self.error(str(error)) from error
        node = nodes.raw("", render_questions(questions, self.arguments[0]), format="html")
        self.set_source_info(node)
        return [node]


def setup_check(app: Sphinx) -> None:
    """Register the `check` directive."""
    app.add_directive("check", Check)
