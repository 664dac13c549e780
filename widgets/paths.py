"""Paths through the handbook: what to do in 2 hours, 2 days or 5 days, for each kind of reader.

They stand in `book/reference/paths.yaml`; `docs/writing.md` shows one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from .model import Part, Text
from .reading import DamagedError, Place, read

PATHS = "book/reference/paths.yaml"
AUDIENCES = ("trainee", "trainer", "self-study")


@dataclass(frozen=True)
class Limits:
    """How many days there are, and how many minutes there may be in each."""

    days: int
    least: int
    most: int


#: A path that fills less than this is no help to somebody who has the time.
LIMITS = {"2 hours": Limits(1, 102, 120), "2 days": Limits(2, 216, 360), "5 days": Limits(5, 216, 360)}


class PathsError(DamagedError):
    """Paths that cannot be used."""


class Stop(Part):
    """A page, the minutes it takes, and what to do there."""

    page: Annotated[str, StringConstraints(pattern=r"^(book|case_studies)(/[a-z0-9-]+)+$")]
    minutes: Annotated[int, Field(ge=1)]
    do: Text


class Path(Part):
    """A way through the book for one kind of reader: its aim, and the stops of each day."""

    audience: Literal["trainee", "trainer", "self-study"]
    length: Literal["2 hours", "2 days", "5 days"]
    aim: Text
    days: tuple[Annotated[tuple[Stop, ...], Field(min_length=1)], ...]

    def faults(self, pages: Collection[str], at: Place) -> Iterator[tuple[Place, str]]:
        """Yield what is wrong with this path, which stands `at` a place of its file; `pages` are those of the book."""
        limits = LIMITS[self.length]
        if len(self.days) != limits.days:
            yield (*at, "days"), f"{self.length} have {limits.days} lists of stops, not {len(self.days)}; correct it"
        for number, stops in enumerate(self.days):
            place = (*at, "days", number)
            minutes = sum(stop.minutes for stop in stops)
            if minutes > limits.most:
                yield place, f"these stops take {minutes} minutes, over {limits.most}; take some out or move them"
            if minutes < limits.least:
                yield place, f"these stops take {minutes} minutes, under {limits.least}; fill the time, or cut the path"
            for turn, stop in enumerate(stops):
                if stop.page not in pages:
                    yield (*place, turn, "page"), f"there is no page {stop.page} in the book; correct it"


ALL: TypeAdapter[tuple[Path, ...]] = TypeAdapter(Annotated[tuple[Path, ...], Field(min_length=1)])


def load_paths(path: FilePath, pages: Collection[str]) -> tuple[Path, ...]:
    """Return the paths of a file, the shortest of each audience first; `pages` are the book's.

    Raises PathsError, which names every fault with its line.
    """

    def faults(paths: tuple[Path, ...]) -> Iterator[tuple[Place, str]]:
        seen = set()
        for number, one in enumerate(paths):
            if (one.audience, one.length) in seen:
                yield (
                    (number, "length"),
                    f"there is a path of {one.length} for the {one.audience} already; make one of both",
                )
            seen.add((one.audience, one.length))
            yield from one.faults(pages, (number,))

    found = read(path.read_text(encoding="utf8"), PATHS, ALL, PathsError, faults=faults)
    return tuple(sorted(found, key=lambda one: (AUDIENCES.index(one.audience), list(LIMITS).index(one.length))))
