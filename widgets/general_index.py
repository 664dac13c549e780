"""The general index: terms that lead to points of the handbook, and so to headings, or to other terms.

It stands in `book/reference/general_index.yaml`; `docs/writing.md` shows some entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from .alphabet import alphabetical
from .guidance import SOURCE_MAP, Guidance
from .model import Identifier, Part, Text
from .reading import DamagedError, Place, read

GENERAL_INDEX = "book/reference/general_index.yaml"


class GeneralIndexError(DamagedError):
    """An index that cannot be used."""


class Entry(Part):
    """A term: the `points` (coverage ids) that it leads to, or the term to `see` in its place."""

    term: Text
    points: tuple[Identifier, ...] = ()
    see: Text | None = None
    see_also: tuple[Text, ...] = ()

    def places(self, known: Mapping[str, Guidance]) -> list[Guidance]:
        """Return the headings that the term leads to, each once, in the order of the book."""
        return list(dict.fromkeys(place for name, place in known.items() if name in self.points))


ENTRIES: TypeAdapter[tuple[Entry, ...]] = TypeAdapter(Annotated[tuple[Entry, ...], Field(min_length=1)])


def load_index(path: Path, known: Mapping[str, Guidance]) -> tuple[Entry, ...]:
    """Return the entries of a file in alphabetical order; `known` is what the source map knows.

    Raises GeneralIndexError, which names every fault with its line.
    """

    def faults(entries: tuple[Entry, ...]) -> Iterator[tuple[Place, str]]:
        terms = {entry.term: entry for entry in entries}
        seen = set()
        for number, entry in enumerate(entries):
            if alphabetical(entry.term) in seen:
                yield (number, "term"), f"{entry.term!r} stands here twice; make one entry of both"
            seen.add(alphabetical(entry.term))
            if bool(entry.points) == bool(entry.see):
                yield (number, "term"), f"{entry.term!r}: give either `points` or the term to `see` in its place"
            for place, point in enumerate(entry.points):
                if point not in known:
                    yield (
                        (number, "points", place),
                        f"there is no point {point!r} in {SOURCE_MAP}; {_mend(point, known)}",
                    )
            for key, others in (("see", [entry.see] if entry.see else []), ("see_also", entry.see_also)):
                for other in others:
                    if other not in terms or other == entry.term:
                        yield (number, key), f"{other!r} is no other term of this index; {_mend(other, terms)}"
                    elif terms[other].see:
                        yield (number, key), f"{other!r} only leads on to {terms[other].see!r}; name that term here"

    entries = read(path.read_text(encoding="utf8"), GENERAL_INDEX, ENTRIES, GeneralIndexError, faults=faults)
    return tuple(sorted(entries, key=lambda entry: (alphabetical(entry.term), entry.term)))


def _mend(name: str, known: Collection[str]) -> str:
    """Say what may have been meant."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else "correct it"
