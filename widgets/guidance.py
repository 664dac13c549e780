"""The handbook's guidance by name: the heading that teaches each point of the source map, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils.nodes import make_id

from .cases import Case
from .reading import contents

SOURCE_MAP = "book/source_map.yaml"


@dataclass(frozen=True)
class Guidance:
    """One point of guidance: the heading that teaches it, and the page of the book, e.g. ``book/step1/ripeness``."""

    heading: str
    page: str

    def address(self, book: str) -> str:
        """Return where the heading stands in the built book; `book` leads to its folder, ending in a slash."""
        return f"{book}{self.page}.html#{make_id(self.heading)}"


@cache
def guidance(root: Path) -> Mapping[str, Guidance]:
    """Return all points of guidance by their coverage id; none where there is no source map, as beside a copy."""
    file = root / SOURCE_MAP
    known = contents(file.read_text(encoding="utf8")) if file.is_file() else {}
    return {name: Guidance(" ".join(point["heading"].split()), point["page"]) for name, point in known.items()}


def unknown(case: Case, known: Mapping[str, Guidance]) -> Iterator[str]:
    """Yield a sentence for each choice that names guidance which the source map does not have."""
    for scene in case.scenes:
        for choice in scene.choices:
            for name in (*choice.follows, *choice.breaks):
                if name not in known:
                    yield f"{scene.id}/{choice.id}: there is no guidance {name!r} in {SOURCE_MAP}; correct it."
