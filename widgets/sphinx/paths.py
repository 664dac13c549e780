"""The `paths` directive: for one kind of reader, what to do in the book in 2 hours, 2 days or 5 days."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path as FilePath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..paths import PATHS, Path, PathsError, Stop, load_paths
from ..strings import strings
from .places import link_to, section


class Paths(SphinxDirective):
    """``{paths} trainee``: the paths of an audience in book/reference/paths.yaml."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a section for each length: its aim, and the stops of each day."""
        path = FilePath(self.env.srcdir) / PATHS
        self.env.note_dependency(str(path))
        if not path.is_file():
            raise self.error(f"There is no file {PATHS}.")
        try:
            paths = load_paths(path, self.env.found_docs)
        except PathsError as error:
            raise self.error(str(error)) from error
        chosen = [one for one in paths if one.audience == self.arguments[0]]
        if not chosen:
            raise self.error(f"There is no path for {self.arguments[0]!r} in {PATHS}; correct it, or add one.")
        return [self._section(one) for one in chosen]

    def _section(self, path: Path) -> nodes.section:
        anchor = nodes.make_id(f"{path.audience} {path.length}")
        made = section(self.state.document, path.length, anchor, nodes.paragraph("", path.aim))
        for number, stops in enumerate(path.days, start=1):
            if len(path.days) == 1:
                made += day(stops)
            else:
                title = strings()["path_day"].format(day=number)
                made += section(self.state.document, title, f"{anchor}-{number}", *day(stops))
        return made


def day(stops: Iterable[Stop]) -> list[nodes.Node]:
    """Return the stops of a day in their order, each with its minutes and the sum so far, and the sum of all."""
    words, listing, total = strings(), nodes.enumerated_list(classes=["t2-path"], enumtype="arabic"), 0
    for stop, total in zip(stops, accumulate(stop.minutes for stop in stops), strict=True):
        minutes = words["path_minutes"].format(minutes=stop.minutes, total=total)
        line = nodes.paragraph("", "", link_to(stop.page), nodes.Text(" "))
        line += nodes.inline("", minutes, classes=["t2-minutes"])
        listing += nodes.list_item("", line, nodes.paragraph("", stop.do))
    return [listing, nodes.paragraph("", words["path_total"].format(total=total), classes=["t2-path-total"])]


def setup_paths(app: Sphinx) -> None:
    """Register the `paths` directive."""
    app.add_directive("paths", Paths)
