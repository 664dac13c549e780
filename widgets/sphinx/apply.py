"""The `apply` directive: a task that uses an instrument on a case, and a worked answer to compare with.

The link tells the instrument's page which case it is for; there, `frontend/site.js` keeps those answers apart from the
reader's own. Without a script the link leads to the same form, to be filled in on paper.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..html import render_worked
from ..strings import strings
from ..worked import WorkedError, load_worked, page_of
from .boxes import labelled

INSTRUMENTS = Path(__file__).resolve().parents[1] / "instruments"


class Apply(SphinxDirective):
    """``{apply} case/name``: the worked answer case_studies/case/name.yaml; the content is the task."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a box: the title, the task, the link to the instrument, and the worked answer, folded."""
        self.assert_has_content()
        case, _, name = self.arguments[0].partition("/")
        path = Path(self.env.srcdir) / "case_studies" / case / f"{name}.yaml"
        self.env.note_dependency(str(path))
        if not path.is_file():
            raise self.error(f"There is no worked answer case_studies/{self.arguments[0]}.yaml.")
        try:
            worked = load_worked(path)
        except WorkedError as error:
            raise self.error(str(error)) from error
        page = f"case_studies/{page_of(case, name, worked.instrument)}"
        if self.env.docname != page:
            raise self.error(f"{self.arguments[0]} leads back to {page}; use it there, or rename its file.")
        self.env.note_dependency(str(INSTRUMENTS / f"{worked.instrument}.yaml"))
        box = labelled("exercise", strings()["worked_label"], nodes.Text(worked.title))
        box["classes"].append("box-apply")
        self.state.nested_parse(self.content, self.content_offset, box)
        address = self.env.app.builder.get_relative_uri(page, f"book/instruments/{worked.instrument}")
        box += nodes.raw("", render_worked(worked, f"{address}#for={case}.{name}"), format="html")
        self.set_source_info(box)
        return [box]


def setup_apply(app: Sphinx) -> None:
    """Register the `apply` directive."""
    app.add_directive("apply", Apply)
