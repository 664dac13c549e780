"""Write the bank of questions for other programs: ``python -m widgets.exports FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..bank import ROOT, read_bank
from ..questions import QuestionsError
from . import ExportError, exported, write


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the files and name them; return 1 after one line on what is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m widgets.exports",
        description="Write the questions as Moodle XML and as GIFT: one file a part, and one for all parts.",
    )
    parser.add_argument("folder", type=Path, help="where the files go; it is made if it is not there")
    folder: Path = parser.parse_args(arguments).folder
    try:
        for path in write(folder, exported(read_bank(root))):
            print(path)
    except (ExportError, QuestionsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
