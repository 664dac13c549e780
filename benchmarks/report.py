"""What one run found: rows of figures, the plain table that is printed, and results.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

UNITS = {"B": "B", "s": "s", "ms": "ms", "count": "", "MB": "MB"}


@dataclass(frozen=True)
class Row:
    """One measured thing. A side is a number, or a sentence that says why there is none, or None where none belongs.

    `target` is the highest value of ours that reaches it. `runs` says of how many runs the figures are medians.
    """

    what: str
    unit: str
    ours: float | str | None
    stock: float | str | None = None
    target: float | None = None
    runs: int = 1
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by stock, where both are numbers and stock is not zero."""
        if isinstance(self.ours, int | float) and isinstance(self.stock, int | float) and self.stock:
            return self.ours / self.stock
        return None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached: never where ours is not a number; None without a target."""
        if self.target is None:
            return None
        return isinstance(self.ours, int | float) and self.ours <= self.target

    def to_json(self) -> dict[str, Any]:
        """Return the row as plain data; a reason for a missing number stands where the number would."""
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": self.ours,
            "stock": self.stock,
            "ratio": self.ratio,
            "target": self.target,
            "reached": self.reached,
            "runs": self.runs,
            "note": self.note,
        }


@dataclass
class Section:
    """The rows that one module measured."""

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def middle(values: Iterable[float | None]) -> float | str:
    """Return the median; or, where a run gave nothing, how many did."""
    given = list(values)
    good = [value for value in given if value is not None]
    if given and len(good) == len(given):
        return median(good)
    return f"failed in {len(given) - len(good)} of {len(given)} runs"


def figure(value: float | str | None, unit: str) -> str:
    """Return a value as people read it: bytes as kB or MB, and no more digits than mean something."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if unit == "B":
        value, unit = (value / 1e6, "MB") if value >= 1e6 else (value / 1e3, "kB")
    digits = 0 if unit == "count" or value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {UNITS.get(unit, unit)}".rstrip()


HEAD = ("what", "ours", "stock", "ours/stock", "target", "", "runs")


def cells(row: Row) -> tuple[str, ...]:
    """Return the row's cells in the order of HEAD."""
    return (
        row.what + (f" ({row.note})" if row.note else ""),
        figure(row.ours, row.unit),
        figure(row.stock, row.unit),
        "" if row.ratio is None else f"{row.ratio:.2g}",
        "" if row.target is None else "0" if row.target == 0 else f"≤ {figure(row.target, row.unit)}",
        {None: "", True: "reached", False: "NOT reached"}[row.reached],
        str(row.runs),
    )


def plain(sections: Sequence[Section]) -> str:
    """Return the sections as one table for the terminal."""
    body = [cells(row) for section in sections for row in section.rows]
    widths = [max(len(line[i]) for line in [HEAD, *body]) for i in range(len(HEAD))]

    def line(texts: Sequence[str]) -> str:
        pairs = zip(texts, widths, strict=True)
        return "  ".join(text.ljust(width) for text, width in pairs).rstrip()

    parts = [line(HEAD)]
    for section in sections:
        parts += ["", section.title.upper(), *(line(cells(row)) for row in section.rows)]
        parts += [f"  * {note}" for note in section.notes]
    return "\n".join(parts)


def markdown(sections: Sequence[Section]) -> str:
    """Return the sections as Markdown tables, for docs/benchmarks.md."""
    parts = []
    for section in sections:
        lines = [f"### {section.title}", "", "| " + " | ".join(HEAD) + " |", "|---|---:|---:|---:|---:|---|---:|"]
        lines += ["| " + " | ".join(cells(row)) + " |" for row in section.rows]
        lines += ["", *(f"- {note}" for note in section.notes)]
        parts.append("\n".join(lines).rstrip())
    return "\n\n".join(parts) + "\n"


def write(folder: Path, machine: str, began: datetime, sections: Sequence[Section]) -> None:
    """Write results.json and the same as Markdown into a folder."""
    data = {
        "date": began.isoformat(timespec="seconds"),
        "machine": machine,
        "sections": [
            {"title": section.title, "rows": [row.to_json() for row in section.rows], "notes": section.notes}
            for section in sections
        ],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    text = f"Run of {began:%Y-%m-%d %H:%M}. {machine}\n\n{markdown(sections)}"
    (folder / "results.md").write_text(text, encoding="utf8")
