"""The bank of questions for learning platforms: Moodle XML, and GIFT for the many programs that read it.

`python -m widgets.exports FOLDER` writes one file of each format for every part, and one for the whole bank.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..bank import Bank
from .gift import gift
from .moodle import moodle_xml

#: Format → the end of its files' names.
SUFFIXES = {"moodle": ".moodle.xml", "gift": ".gift.txt"}
#: How the file for the whole bank is called.
ALL = "all"


class ExportError(OSError):
    """A file that cannot be written; the message is one line."""


def file_name(part: str, form: str) -> str:
    """Return the name of the file for a part (or `ALL`) in a format (a key of `SUFFIXES`)."""
    return f"questions-{part}{SUFFIXES[form]}"


def exported(bank: Bank) -> dict[str, str]:
    """Return the text of every file by its name."""
    texts = {}
    for part in (*bank.parts, ALL):
        pages = bank.pages if part == ALL else bank.of(part)
        texts[file_name(part, "moodle")] = moodle_xml(pages, bank.titles)
        texts[file_name(part, "gift")] = gift(pages, bank.titles)
    return texts


def write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write files into a folder, which is made if it is not there; return their paths.

    Each file is whole or not there: it gets its name when it is complete. Raises ExportError with one line.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be made: {error.strerror}. Choose another one.") from error
    return [_write(folder / name, text) for name, text in texts.items()]


def _write(path: Path, text: str) -> Path:
    half: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            half = Path(file.name)
            file.write(text.encode())
        half.chmod(0o644)
        half.replace(path)
    except OSError as error:
        if half:
            half.unlink(missing_ok=True)
        raise ExportError(f"{path} cannot be written: {error.strerror}. Nothing is left of it.") from error
    return path
