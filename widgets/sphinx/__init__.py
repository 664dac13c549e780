"""The Sphinx face: what the book's pages can say beyond plain MyST.

`_config.yml` lists this package as an extension; each module brings its own ``setup_…``.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from .apply import setup_apply
from .assets import setup_assets
from .boxes import setup_boxes
from .chart import setup_chart
from .check import setup_check
from .checklist import setup_checklist
from .decisions import setup_decisions
from .drawing import setup_drawing
from .general_index import setup_general_index
from .glossary import setup_glossary
from .paths import setup_paths
from .people import setup_people
from .places import setup_places
from .practice import setup_practice
from .progress import setup_progress


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives and assets of the handbook with Sphinx."""
    setup_assets(app)
    setup_boxes(app)
    setup_drawing(app)
    setup_chart(app)
    setup_check(app)
    setup_decisions(app)
    setup_practice(app)
    setup_progress(app)
    setup_apply(app)
    setup_glossary(app)
    setup_checklist(app)
    setup_places(app)
    setup_people(app)
    setup_general_index(app)
    setup_paths(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
