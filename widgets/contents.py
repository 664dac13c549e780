"""The order of the book, from _toc.yml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .reading import contents

TABLE = "_toc.yml"


class ContentsError(ValueError):
    """The table of contents has no shape that we know; the message says what to change."""


@dataclass(frozen=True)
class Entry:
    """A page by its name, such as ``book/step1/ripeness``, and the pages under it."""

    name: str
    children: tuple[Entry, ...] = ()

    def walk(self) -> Iterator[Entry]:
        """Yield this page and those under it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Section:
    """Pages under one caption; the book's first page stands alone, without one."""

    caption: str | None
    entries: tuple[Entry, ...]


def read_contents(root: Path) -> list[Section]:
    """Return the parts of the book at `root`. Raises ContentsError where _toc.yml has no shape that we know."""
    try:
        toc = contents((root / TABLE).read_text(encoding="utf8"))
        parts = toc.get("parts") or [{"chapters": toc.get("chapters", [])}]
        found = [Section(part.get("caption"), _entries(part["chapters"])) for part in parts]
        return [Section(None, (Entry(toc["root"]),)), *found]
    except (KeyError, TypeError, AttributeError) as error:
        raise ContentsError(f"{TABLE}: {error!r}; give it a root, and parts that have chapters") from error


def _entries(listed: list[dict[str, Any]]) -> tuple[Entry, ...]:
    """Return the pages of a list; addresses of other sites, which have no file, are none."""
    return tuple(Entry(one["file"], _entries(one.get("sections", []))) for one in listed if "file" in one)
