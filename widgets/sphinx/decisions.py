"""The `decisions` directive: a case study that readers decide their way through."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..cases import CaseError, load_case
from ..guidance import SOURCE_MAP, guidance, unknown
from ..html import render_case


class Decisions(SphinxDirective):
    """``{decisions} sant-egidio/decisions``: the case in case_studies/sant-egidio/decisions.yaml."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the numbered passages as one block of HTML."""
        root = Path(self.env.srcdir)
        path = root / "case_studies" / f"{self.arguments[0]}.yaml"
        for file in (path, root / SOURCE_MAP):
            self.env.note_dependency(str(file))
        if not path.is_file():
            raise self.error(f"There is no case case_studies/{self.arguments[0]}.yaml.")
        try:
            case = load_case(path)
        except CaseError as error:
            raise self.error(str(error)) from error
        known = guidance(root)
        if faults := list(unknown(case, known)):
            raise self.error("\n".join(faults))
        book = "../" * self.env.docname.count("/")
        node = nodes.raw("", render_case(case, known, book), format="html")
        self.set_source_info(node)
        return [node]


def setup_decisions(app: Sphinx) -> None:
    """Register the `decisions` directive."""
    app.add_directive("decisions", Decisions)
