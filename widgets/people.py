"""The people, organizations and projects of the handbook: who they are, and whether a text names them.

They stand in `book/reference/people.yaml`; `docs/writing.md` shows an entry.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from .alphabet import alphabetical
from .model import Part, Text
from .reading import DamagedError, Place, read

PEOPLE = "book/reference/people.yaml"
#: The groups, in the order in which they are shown.
KINDS = ("person", "organization", "project")
#: What may follow a family name.
SUFFIX = re.compile(r",?\s+(?:Jr\.?|Sr\.?|I{2,3}|IV)$")


class PeopleError(DamagedError):
    """A list of people that cannot be used."""


class Entry(Part):
    """Somebody or something with a name. `forms` are other forms under which pages name it."""

    name: Text
    kind: Literal["person", "organization", "project"]
    forms: tuple[Text, ...] = ()
    who: Text

    @property
    def filed(self) -> tuple[str, str]:
        """What the entry is sorted by: a person by the family name, everything else by the name."""
        whole = SUFFIX.sub("", self.name) if self.kind == "person" else re.sub(r"^The\s+", "", self.name)
        first = whole.split()[-1] if self.kind == "person" else whole
        return alphabetical(first), alphabetical(whole)


ENTRIES: TypeAdapter[tuple[Entry, ...]] = TypeAdapter(Annotated[tuple[Entry, ...], Field(min_length=1)])


def load_people(path: Path, named: Collection[str] | None = None) -> tuple[Entry, ...]:
    """Return the entries of a file in the order in which they are shown.

    With `named`, the names that are found in some page, an entry that no page names is a fault. Raises PeopleError,
    which names every fault with its line.
    """

    def faults(entries: tuple[Entry, ...]) -> Iterator[tuple[Place, str]]:
        seen: dict[str, str] = {}
        for number, entry in enumerate(entries):
            for form in (entry.name, *entry.forms):
                if other := seen.get(_same(form)):
                    yield (
                        (number, "name"),
                        f"{form!r} stands for {other!r} already; take it out in one of the two places",
                    )
                seen[_same(form)] = entry.name
            if named is not None and entry.name not in named:
                forms = ", ".join(repr(form) for form in (entry.name, *entry.forms))
                yield (
                    (number, "name"),
                    f"no page names {forms}; add the form that pages use under `forms`, or take it out",
                )

    entries = read(path.read_text(encoding="utf8"), PEOPLE, ENTRIES, PeopleError, faults=faults)
    return tuple(sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.filed)))


class Names:
    """The names of entries, to be found in texts as whole words. Of names that overlap, the longest counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entry = {_same(form): entry.name for entry in entries for form in (entry.name, *entry.forms)}
        forms = sorted(self._entry, key=len, reverse=True)
        either = "|".join(re.escape(form).replace("\\ ", r"\s+").replace("'", "['’]") for form in forms)
        self._pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)")

    def in_text(self, text: str) -> frozenset[str]:
        """Return the names of the entries that a text names."""
        return frozenset(self._entry[_same(found[0])] for found in self._pattern.finditer(text))


def _same(form: str) -> str:
    """Return a form of a name with single blanks and plain apostrophes."""
    return " ".join(form.replace("’", "'").split())
