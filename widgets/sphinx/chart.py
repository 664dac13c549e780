"""The `chart` directive: bars from a data file, drawn by Altair when the book is built, with the same data as a table.

The reader gets an SVG in the page, without a script; it follows light, dark and print as the drawings do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar
from xml.etree import ElementTree

import altair
import vl_convert
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from pydantic import Field, TypeAdapter
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..model import Part, Text
from ..reading import DamagedError, read
from .drawing import SVG, as_image, figure_of

#: Altair wants colors; these stand for the page's own, and are put back in the SVG.
COLORS = {"#010101": "var(--t2-track2)", "#020202": "var(--t2-ink)"}
BARS, INK = COLORS
VEGA_LITE = "5.20"


class ChartError(DamagedError):
    """A chart's data that cannot be used."""


class Bar(Part):
    """One bar, and one row of the table."""

    label: Text
    value: Annotated[float, Field(ge=0)]


class Chart(Part):
    """The data of a chart: what it shows, in words, and its bars. `source` says where the figures are from."""

    title: Text
    description: Text
    label: Text
    value: Text
    source: Text
    rows: Annotated[tuple[Bar, ...], Field(min_length=2)]


_CHART = TypeAdapter(Chart)


def load_chart(path: Path) -> Chart:
    """Return the chart in a file of book/charts. Raises ChartError naming every fault with its line."""
    return read(path.read_text(encoding="utf8"), str(path), _CHART, ChartError, begin="title: …")


def specification(chart: Chart) -> dict[str, Any]:
    """Return the chart in Vega-Lite: bars from the inline start, each with its value, narrow enough for a phone."""
    rows = [{"label": row.label, "value": row.value} for row in chart.rows]
    axis = altair.Axis(labelLimit=160, labelFontSize=14, labelColor=INK, labelPadding=6, ticks=False, domain=False)
    most = max(row.value for row in chart.rows)
    base = altair.Chart(altair.Data(values=rows)).encode(
        y=altair.Y("label:N", sort=[row.label for row in chart.rows], title=None, axis=axis),
        x=altair.X("value:Q", axis=None, scale=altair.Scale(domain=[0, most * 1.15])),
    )
    bars = base.mark_bar(color=BARS)
    values = base.mark_text(align="left", dx=5, color=INK, fontSize=14).encode(text="value:Q")
    layered = altair.layer(bars, values).properties(width=200, height=altair.Step(34))
    plain_look = layered.configure(background="transparent", font="sans-serif").configure_view(stroke=None)
    return dict(plain_look.to_dict())


def chart_svg(chart: Chart, stem: str) -> str:
    """Return the chart as SVG in the page's colors; screen readers get its title and description."""
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(specification(chart), vl_version=VEGA_LITE))  # noqa: S314
    for element in root.iter():
        for name in list(element.attrib):
            # The parts are not announced one by one: the table says the same.
            if name == "role" or name.startswith("aria-"):
                del element.attrib[name]
        for name in ("fill", "stroke"):
            if element.get(name) in COLORS:
                element.set("style", f"{name}: {COLORS[element.attrib.pop(name)]}")
    title, description = (ElementTree.Element(f"{{{SVG}}}{tag}") for tag in ("title", "desc"))
    title.text, description.text = chart.title, chart.description
    root.insert(0, title)
    root.insert(1, description)
    return as_image(root, title, description, stem)


def table(chart: Chart) -> list[str]:
    """Return the chart's data as lines of a Markdown table."""
    rows = [f"| {row.label} | {row.value:g} |" for row in chart.rows]
    return ["", f"| {chart.label} | {chart.value} |", "| --- | --- |", *rows, "", f"({chart.source})", ""]


class ChartDirective(SphinxDirective):
    """``{chart} name``: the chart of book/charts/name.yaml; the content is its caption."""

    has_content = True
    required_arguments = 1
    option_spec: ClassVar = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return a figure with the chart, its caption, and its data as a table."""
        path = Path(self.env.srcdir) / "book" / "charts" / f"{self.arguments[0]}.yaml"
        self.env.note_dependency(str(path))
        if not path.is_file():
            raise self.error(f"There is no chart {path.name} in book/charts.")
        try:
            chart = load_chart(path)
        except ChartError as error:
            raise self.error(str(error)) from error
        lines = StringList([*self.content, *table(chart)], source=str(path))
        return [figure_of(self, chart_svg(chart, path.stem), lines)]


def setup_chart(app: Sphinx) -> None:
    """Register the `chart` directive."""
    app.add_directive("chart", ChartDirective)
