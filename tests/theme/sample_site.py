"""The sample book of the theme's tests, and how it is laid out for a build."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "sample"


@dataclass(frozen=True)
class Site:
    """The built sample book, and the two ways of reaching it."""

    folder: Path
    http: str

    @property
    def file(self) -> str:
        """Return the address of the folder on the disk."""
        return self.folder.as_uri()


def lay_out(folder: Path) -> Path:
    """Copy the sample book into an empty folder, with the handbook's own configuration."""
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    yaml = YAML()
    config = yaml.load(ROOT / "_config.yml")
    config["title"] = "A Sample Book"
    config["bibtex_bibfiles"] = ["references.bib"]
    config["sphinx"]["local_extensions"] = dict.fromkeys(config["sphinx"]["local_extensions"], str(ROOT))
    yaml.dump(config, folder / "_config.yml")
    return folder
